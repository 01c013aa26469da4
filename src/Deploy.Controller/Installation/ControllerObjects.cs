using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Controller.Leases;
using Deploy.Kubernetes;

namespace Deploy.Controller.Installation;

/// <summary>The objects that make up an installed controller, in the order in which they are made. Pure.</summary>
public static class ControllerObjects
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string OwnLabel = "app.kubernetes.io/name";

    /// <summary>All objects of an installation.</summary>
    public static IReadOnlyList<ControllerObject> For(ControllerInstallation wanted) =>
    [
        Of("", "namespaces", "Namespace", null, wanted.Namespace, wanted, []),
        Of("", "serviceaccounts", "ServiceAccount", wanted.Namespace, wanted.Name, wanted, []),
        Of(Rbac, "clusterroles", "ClusterRole", null, wanted.Name, wanted, new JsonObject { ["rules"] = ControllerRights.Cluster(wanted.Upstream) }),
        Of(Rbac, "clusterrolebindings", "ClusterRoleBinding", null, wanted.Name, wanted, Binding("ClusterRole", wanted)),
        Of(Rbac, "roles", "Role", BaseLease.Namespace, wanted.Name, wanted, new JsonObject { ["rules"] = ControllerRights.Leases() }),
        Of(Rbac, "rolebindings", "RoleBinding", BaseLease.Namespace, wanted.Name, wanted, Binding("Role", wanted)),
        Of("", "services", "Service", wanted.Namespace, wanted.Name, wanted, new JsonObject { ["spec"] = Service(wanted) }),
        Of("apps", "deployments", "Deployment", wanted.Namespace, wanted.Name, wanted, new JsonObject { ["spec"] = Workload(wanted) }),
    ];

    private static ControllerObject Of(string group, string plural, string kind, string? ns, string name, ControllerInstallation wanted, JsonObject body)
    {
        body["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [OwnLabel] = wanted.Name, ["app.kubernetes.io/managed-by"] = "deploy" } };
        return new ControllerObject(Resources.Untyped(group, "v1", plural, kind, ns is not null), ns, body);
    }

    private static JsonObject Binding(string kind, ControllerInstallation wanted) => new()
    {
        ["roleRef"] = new JsonObject { ["apiGroup"] = Rbac, ["kind"] = kind, ["name"] = wanted.Name },
        ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = wanted.Name, ["namespace"] = wanted.Namespace }),
    };

    private static JsonObject Service(ControllerInstallation wanted) => new()
    {
        ["selector"] = new JsonObject { [OwnLabel] = wanted.Name },
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "heartbeat", ["port"] = wanted.Port, ["targetPort"] = "heartbeat" }),
    };

    private static JsonObject Workload(ControllerInstallation wanted) => new()
    {
        ["replicas"] = wanted.Replicas,
        ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { [OwnLabel] = wanted.Name } },
        ["template"] = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [OwnLabel] = wanted.Name } },
            ["spec"] = new JsonObject
            {
                ["serviceAccountName"] = wanted.Name,
                ["terminationGracePeriodSeconds"] = 30,
                ["securityContext"] = new JsonObject { ["runAsNonRoot"] = true, ["runAsUser"] = 10001 },
                ["containers"] = new JsonArray(Container(wanted)),
            },
        },
    };

    private static JsonObject Container(ControllerInstallation wanted)
    {
        var container = new JsonObject
        {
            ["name"] = "controller",
            ["image"] = wanted.Image,
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "heartbeat", ["containerPort"] = wanted.Port }),
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "128Mi" }, ["limits"] = new JsonObject { ["memory"] = "512Mi" } },
            ["securityContext"] = new JsonObject { ["allowPrivilegeEscalation"] = false, ["readOnlyRootFilesystem"] = !wanted.Upstream },
        };
        if (wanted.Upstream)
        {
            container["env"] = new JsonArray(Variable("ENABLE_HTTP_TUNNEL", "true"), Variable("ENV", wanted.Environment), Variable("NAMESPACE", wanted.Namespace), Variable("IS_CLUSTER", wanted.Replicas > 1 ? "true" : "false"), Variable("ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE", "true"));
            return container;
        }
        container["args"] = new JsonArray("--listen", $"0.0.0.0:{wanted.Port.ToString(CultureInfo.InvariantCulture)}", "--environment", wanted.Environment);
        container["livenessProbe"] = Probe(60);
        container["readinessProbe"] = Probe(1);
        return container;
    }

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject Probe(int failures) => new()
    {
        ["httpGet"] = new JsonObject { ["path"] = "/healthz", ["port"] = "heartbeat" },
        ["periodSeconds"] = 5,
        ["failureThreshold"] = failures,
    };
}
