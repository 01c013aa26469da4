using System.Text.Json.Nodes;

namespace Deploy.Kubernetes.Installation;

/// <summary>One object of an installation, whole, as a manifest states it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Namespace">Its namespace; null for an object of the whole cluster.</param>
/// <param name="Body">The object.</param>
public sealed record ClusterObject(ResourceType<JsonObject> Type, string? Namespace, JsonObject Body)
{
    /// <summary>Its name.</summary>
    public string Name => Body["metadata"]!["name"]!.GetValue<string>();

    /// <summary>Kind and name, with the namespace where it has one.</summary>
    public override string ToString() => $"{Type.Kind} {(Namespace is null ? "" : Namespace + "/")}{Name}";
}

/// <summary>
/// Makes the objects of which a program's installation on a cluster consists: where it lives, as whom, with which rights, and its
/// workload. All carry labels that tell them from everybody else's, and from another installation's of the same program. Pure.
/// </summary>
/// <param name="program">What is installed, such as <c>module-controller</c>.</param>
/// <param name="ns">The namespace it lives in.</param>
/// <param name="name">The name of its objects there.</param>
public sealed class InstallationKit(string program, string ns, string name)
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string ProgramLabel = "app.kubernetes.io/name";
    private const string InstanceLabel = "app.kubernetes.io/instance";
    private const string ManagerLabel = "app.kubernetes.io/managed-by";
    private const string Manager = "deploy";

    public string Program => program;

    public string Namespace => ns;

    public string Name => name;

    /// <summary>The name of its objects outside its own namespace, where another installation may have the same name.</summary>
    public string Instance { get; } = ns == name ? name : $"{ns}-{name}";

    /// <summary>Selects what belongs to it.</summary>
    public string Selector => $"{ManagerLabel}={Manager},{PodSelector}";

    /// <summary>The kinds that it may consist of, the workload first: the order in which they are taken away.</summary>
    internal static IReadOnlyList<ResourceType<JsonObject>> Kinds { get; } =
    [
        Type("apps", "deployments", "Deployment"), Type("", "services", "Service"),
        Type(Rbac, "rolebindings", "RoleBinding"), Type(Rbac, "roles", "Role"),
        Type(Rbac, "clusterrolebindings", "ClusterRoleBinding", namespaced: false), Type(Rbac, "clusterroles", "ClusterRole", namespaced: false),
        Type("", "serviceaccounts", "ServiceAccount"),
    ];

    internal static ResourceType<JsonObject> Namespaces { get; } = Type("", "namespaces", "Namespace", namespaced: false);

    /// <summary>Whether an object belongs to it.</summary>
    public bool Owns(JsonObject body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return body["metadata"]?["labels"] is JsonObject labels && Labels().All(own => JsonNode.DeepEquals(labels[own.Key], own.Value));
    }

    /// <summary>Selects the pods of its workload.</summary>
    public string PodSelector => $"{ProgramLabel}={program},{InstanceLabel}={Instance}";

    /// <summary>Whether a pod is one of its workload's.</summary>
    public bool OwnsPod(IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault(ProgramLabel) == program && labels.GetValueOrDefault(InstanceLabel) == Instance;

    /// <summary>A namespace and a service account for it.</summary>
    public IReadOnlyList<ClusterObject> Place() => [Of(Namespaces, null, ns, []), Of("ServiceAccount", ns, name, [])];

    /// <summary>Rights for its account.</summary>
    /// <param name="where">The namespace that they are for; null for the whole cluster.</param>
    /// <param name="rules">What may be done, see <see cref="Rule"/>.</param>
    public IReadOnlyList<ClusterObject> Rights(string? where, params IReadOnlyList<JsonObject> rules)
    {
        var kind = where is null ? "ClusterRole" : "Role";
        var called = where == ns ? name : Instance;
        var binding = new JsonObject
        {
            ["roleRef"] = new JsonObject { ["apiGroup"] = Rbac, ["kind"] = kind, ["name"] = called },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = name, ["namespace"] = ns }),
        };
        return [Of(kind, where, called, new JsonObject { ["rules"] = new JsonArray([.. rules]) }), Of(kind + "Binding", where, called, binding)];
    }

    /// <summary>One rule of rights.</summary>
    /// <param name="group">The API group; empty for the core.</param>
    /// <param name="resources">Plurals, with the subresource where one is meant.</param>
    /// <param name="verbs">What may be done.</param>
    /// <param name="names">Objects that it is limited to; none: all.</param>
    public static JsonObject Rule(string group, string[] resources, string[] verbs, params string[] names)
    {
        var rule = new JsonObject { ["apiGroups"] = new JsonArray(group), ["resources"] = Texts(resources), ["verbs"] = Texts(verbs) };
        if (names is { Length: > 0 })
            rule["resourceNames"] = Texts(names);
        return rule;
    }

    /// <summary>A Service in front of its pods.</summary>
    public ClusterObject Service(string port, int number) => Of("Service", ns, name, new JsonObject
    {
        ["spec"] = new JsonObject
        {
            ["selector"] = Selected(),
            ["ports"] = new JsonArray(new JsonObject { ["name"] = port, ["port"] = number, ["targetPort"] = port }),
        },
    });

    /// <summary>Its workload: one container, not as root, that gets half a minute to end.</summary>
    /// <param name="replicas">How many pods.</param>
    /// <param name="container">The container; what all of them have is added.</param>
    /// <param name="writes">Whether it may write to its root. Where it may not it gets a folder of its own at /tmp.</param>
    /// <param name="oneAtATime">Whether a pod must have gone before its successor starts.</param>
    public ClusterObject Deployment(int replicas, JsonObject container, bool writes = false, bool oneAtATime = false)
    {
        ArgumentNullException.ThrowIfNull(container);
        container["securityContext"] = new JsonObject { ["allowPrivilegeEscalation"] = false, ["readOnlyRootFilesystem"] = !writes, ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") } };
        var pod = new JsonObject
        {
            ["serviceAccountName"] = name,
            ["terminationGracePeriodSeconds"] = 30,
            ["securityContext"] = new JsonObject { ["runAsNonRoot"] = true, ["runAsUser"] = 10001, ["runAsGroup"] = 10001 },
            ["containers"] = new JsonArray(container),
        };
        if (!writes)
        {
            container["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "tmp", ["mountPath"] = "/tmp" });
            pod["volumes"] = new JsonArray(new JsonObject { ["name"] = "tmp", ["emptyDir"] = new JsonObject { ["sizeLimit"] = "256Mi" } });
        }
        var spec = new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = Selected() },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Selected() }, ["spec"] = pod },
        };
        if (oneAtATime)
            spec["strategy"] = new JsonObject { ["type"] = "Recreate" };
        return Of("Deployment", ns, name, new JsonObject { ["spec"] = spec });
    }

    private ClusterObject Of(string kind, string? where, string called, JsonObject body) => Of(Kinds.First(type => type.Kind == kind), where, called, body);

    // In the order in which people write and read a manifest.
    private ClusterObject Of(ResourceType<JsonObject> type, string? where, string called, JsonObject body)
    {
        var metadata = new JsonObject { ["name"] = called };
        if (where is not null)
            metadata["namespace"] = where;
        metadata["labels"] = Labels();
        body.Insert(0, "apiVersion", type.ApiVersion);
        body.Insert(1, "kind", type.Kind);
        body.Insert(2, "metadata", metadata);
        return new ClusterObject(type, where, body);
    }

    private JsonObject Labels()
    {
        var labels = Selected();
        labels[ManagerLabel] = Manager;
        return labels;
    }

    private JsonObject Selected() => new() { [ProgramLabel] = program, [InstanceLabel] = Instance };

    private static JsonArray Texts(string[] texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static ResourceType<JsonObject> Type(string group, string plural, string kind, bool namespaced = true) => Resources.Untyped(group, "v1", plural, kind, namespaced);
}
