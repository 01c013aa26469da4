using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Bare pods, replaced in place: the same pod gets another container.</summary>
internal sealed class PodDriver : IKindDriver
{
    public RolloutCounts Count(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target) => new()
    {
        Desired = 1,
        Settled = true,
        Updated = target.Target.Count,
        Old = target.Old.Count,
        Retirement = Retirement.ByController,
    };

    public IReadOnlyList<ObjectWrite> Retire(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target, int count) => [];

    public void OpenBatch(JsonObject patch, Workload live, ReleaseRecord release)
    {
    }

    /// <summary>Whether what the pod reports is about the new image: until then its state is that of the container before.</summary>
    internal static bool RunsTarget(Workload pod, ReleaseRecord release)
    {
        if (string.IsNullOrEmpty(release.FromContainer))
            return true;
        var reported = ContainerIds.StatusOf(pod);
        // A pull that failed may be told for a while of the image before, though under the name of the new one.
        var waiting = reported.ObjectAt("state", "waiting");
        if (waiting.TextAt("reason")?.Contains("Image", StringComparison.Ordinal) == true && waiting.TextAt("message") is { Length: > 0 } message && !message.Contains(pod.Module.Image, StringComparison.Ordinal))
            return false;
        var image = reported?.TextAt("image") ?? "";
        var id = reported?.TextAt("containerID") ?? "";
        if (id.Length > 0 && id != release.FromContainer)
            return true;
        // The container before may be reported under the new image while it still runs.
        if (reported?["state"]?["running"] is not null)
            return false;
        // Runtimes report images with the default registry written out.
        return image == pod.Module.Image || image.EndsWith($"/{pod.Module.Image}", StringComparison.Ordinal);
    }
}
