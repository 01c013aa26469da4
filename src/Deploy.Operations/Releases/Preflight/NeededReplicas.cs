using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>How many replicas a release adds at most at one moment to those that run. Pure.</summary>
internal static class NeededReplicas
{
    internal static int Of(PlannedWork.Begin begin)
    {
        if (begin.Live is not { } live)
            return begin.Wanted!.Kind == ModuleKind.DaemonSet ? 0 : begin.Wanted.Desired;
        if (live.Kind != ModuleKind.Deployment)
            return 0;
        var desired = (int?)begin.Change.Patch.NumberAt("spec", "replicas") ?? live.Desired;
        var added = Math.Max(0, desired - live.Desired);
        return added + (begin.Release.Strategy == StrategyKind.Rolling ? RollingSurge(live, desired) : ReleaseTimeFields.Surge(begin.Release, 1, desired));
    }

    // What a rolling update needs at the least: one place; the rest of its surge makes it faster only.
    private static int RollingSurge(Workload live, int desired) =>
        desired == 0 || live.Json.TextAt("spec", "strategy", "type") == "Recreate" ? 0 : 1;
}
