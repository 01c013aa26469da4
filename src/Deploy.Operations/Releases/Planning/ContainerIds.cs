using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Which container runs in a bare pod now: another one after the image was changed in place.</summary>
internal static class ContainerIds
{
    /// <summary>Never empty, so that a container that did not start yet is told from its successor too.</summary>
    internal static string Of(Workload pod) => StatusOf(pod)?.TextAt("containerID") is { Length: > 0 } id ? id : "none";

    internal static JsonObject? StatusOf(Workload pod)
    {
        var name = pod.Module.Container?.TextAt("name");
        return pod.Json.ObjectsAt("status", "containerStatuses").FirstOrDefault(status => status.TextAt("name") == name);
    }
}
