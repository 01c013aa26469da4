using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Controller.Modules;

/// <summary>
/// A pod's status as a patch. What does not hold any more is taken back by name: a merge keeps what it is not told of, and
/// a container would be waiting and running at once.
/// </summary>
internal static class PodStatusPatch
{
    public static Patch Of(PodReport report)
    {
        var status = JsonSerializer.SerializeToNode(report.Status, ModelJson.Of<PodStatus>())!.AsObject();
        TakeBack(status, "reason", "message");
        foreach (var condition in Items(status, "conditions"))
            TakeBack(condition, "reason", "message");
        foreach (var container in Items(status, "containerStatuses"))
            foreach (var name in new[] { "state", "lastState" })
                container[name] = State(container[name]?.DeepClone() as JsonObject ?? []);
        return Patch.Strategic(new JsonObject { ["metadata"] = new JsonObject { ["uid"] = report.Pod.Metadata.Uid }, ["status"] = status });
    }

    private static JsonObject State(JsonObject state)
    {
        foreach (var phase in state.Select(s => s.Value).OfType<JsonObject>())
            TakeBack(phase, "reason", "message");
        TakeBack(state, "waiting", "running", "terminated");
        return state;
    }

    private static IEnumerable<JsonObject> Items(JsonObject parent, string name) => (parent[name] as JsonArray ?? []).OfType<JsonObject>();

    private static void TakeBack(JsonObject parent, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (!parent.ContainsKey(name))
                parent[name] = null;
    }
}
