using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Fields of a Deployment that somebody else wrote, and that every operation of ours must leave alone.</summary>
internal static class ForeignFields
{
    internal static Task AddAsync(ReleaseBed bed) => bed.Client.PatchAsync(WorkloadResources.Deployments, bed.Namespace, "biz1", Patch.Strategic(new JsonObject
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["foreign"] = "label" }, ["annotations"] = new JsonObject { ["foreign"] = "annotation" } },
        ["spec"] = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["foreign"] = "pod" } },
                ["spec"] = new JsonObject
                {
                    ["priorityClassName"] = "",
                    ["dnsConfig"] = new JsonObject { ["searches"] = new JsonArray("example.com") },
                    ["containers"] = new JsonArray(
                        new JsonObject { ["name"] = "sidecar", ["image"] = "registry.local/ok:side" },
                        new JsonObject { ["name"] = "biz1", ["workingDir"] = "/foreign", ["env"] = new JsonArray(new JsonObject { ["name"] = "FOREIGN", ["value"] = "1" }) }),
                },
            },
        },
    }));

    internal static void AssertKept(JsonObject deployment)
    {
        Assert.Equal("label", deployment.TextAt("metadata", "labels", "foreign"));
        Assert.Equal("annotation", deployment.TextAt("metadata", "annotations", "foreign"));
        Assert.Equal("pod", deployment.TextAt("spec", "template", "metadata", "annotations", "foreign"));
        Assert.Equal("example.com", ((JsonArray)deployment.At("spec", "template", "spec", "dnsConfig", "searches")!)[0]!.GetValue<string>());
        var containers = deployment.ObjectsAt("spec", "template", "spec", "containers").ToDictionary(container => container.TextAt("name")!, StringComparer.Ordinal);
        Assert.True(containers.ContainsKey("sidecar"));
        Assert.Equal("/foreign", containers["biz1"].TextAt("workingDir"));
        Assert.Contains(containers["biz1"].ObjectsAt("env"), variable => variable.TextAt("name") == "FOREIGN");
    }
}
