using System.Text.Json.Nodes;

namespace Deploy.Testing.Bases;

/// <summary>Pods and Deployments of modules as JSON.</summary>
public static class ModuleObjects
{
    /// <summary>A pod of one module, bound to a node where one is given.</summary>
    public static JsonObject Pod(string name, string? node, string module, string version, string url)
    {
        var spec = Spec(module, version, url);
        if (node is not null)
            spec["nodeName"] = node;
        return new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Labels(module, version) }, ["spec"] = spec };
    }

    /// <summary>A Deployment of one module on the bases of an application.</summary>
    public static JsonObject Deployment(string module, string version, string url, int replicas, string baseName, string baseVersion = "1.0.0", bool peer = false)
    {
        var spec = Spec(module, version, url);
        spec["affinity"] = new JsonObject
        {
            ["nodeAffinity"] = new JsonObject
            {
                ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
                {
                    ["nodeSelectorTerms"] = new JsonArray(new JsonObject { ["matchExpressions"] = new JsonArray(In("base.koupleless.io/name", baseName), In("base.koupleless.io/version", baseVersion)) }),
                },
            },
            ["podAntiAffinity"] = new JsonObject
            {
                ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
                {
                    ["topologyKey"] = "kubernetes.io/hostname",
                    ["labelSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["module.koupleless.io/name"] = module, ["module.koupleless.io/version"] = version } },
                }),
            },
        };
        var labels = new JsonObject { ["virtual-kubelet.koupleless.io/component"] = "module-deployment" };
        if (peer)
            labels["virtual-kubelet.koupleless.io/strategy"] = "peer";
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = module, ["labels"] = labels },
            ["spec"] = new JsonObject
            {
                ["replicas"] = replicas,
                ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["module.koupleless.io/name"] = module } },
                ["strategy"] = new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["maxSurge"] = "100%", ["maxUnavailable"] = 0 } },
                ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Labels(module, version) }, ["spec"] = spec },
            },
        };
    }

    private static JsonObject Spec(string module, string version, string url) => new()
    {
        ["automountServiceAccountToken"] = false,
        ["terminationGracePeriodSeconds"] = 5,
        ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
        ["containers"] = new JsonArray(new JsonObject { ["name"] = module, ["image"] = url, ["env"] = new JsonArray(new JsonObject { ["name"] = "BIZ_VERSION", ["value"] = version }) }),
    };

    private static JsonObject Labels(string module, string version) => new()
    {
        ["virtual-kubelet.koupleless.io/component"] = "module",
        ["module.koupleless.io/name"] = module,
        ["module.koupleless.io/version"] = version,
    };

    private static JsonObject In(string key, string value) => new() { ["key"] = key, ["operator"] = "In", ["values"] = new JsonArray(value) };
}
