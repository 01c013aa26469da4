using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Running;

/// <summary>
/// Tells whether a release that we tried to open stands after all: an opening write may have been applied though the server
/// answered with an error, or not at all. Then it is driven on, and no second one is opened.
/// </summary>
internal sealed class OwnRelease(KubernetesClient client)
{
    private readonly HashSet<string> _tried = new(StringComparer.Ordinal);

    /// <summary>Remembers the release that the plan is about to open.</summary>
    internal void Note(ReleasePlan plan)
    {
        if (plan.Work is PlannedWork.Begin begin)
            _tried.Add(begin.Release.Id);
    }

    /// <summary>The one of ours that stands; null where none does, or none beyond the note that its Services are being held.</summary>
    internal async Task<(Workload Workload, ReleaseRecord Release)?> FindAsync(ReleasePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Work is not PlannedWork.Begin begin)
            return null;
        var name = begin.Live?.Name ?? begin.Wanted!.Name;
        if (await client.FindAsync(WorkloadResources.Of(plan.Kind), plan.Namespace, name, cancellationToken) is not { } json)
            return null;
        var workload = new Workload(plan.Kind, json);
        return ReleaseRecord.Of(workload) is { Batch: > 0 } release && _tried.Contains(release.Id) ? (workload, release) : null;
    }
}
