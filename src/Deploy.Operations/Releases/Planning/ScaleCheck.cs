using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Refuses a replica count that cannot be or would not last. Pure.</summary>
internal static class ScaleCheck
{
    internal static void Check(Workload live, int replicas, bool force)
    {
        var target = $"{live.Namespace}/{live.Module.Name}";
        if (live.Kind == ModuleKind.DaemonSet)
            throw new DeployException(ModuleCodes.NotScalable, $"Module '{live.Module.Name}' is a DaemonSet: it runs one replica on every matching base, {live.Desired} now.", target);
        if (live.Kind == ModuleKind.Pod)
            throw new DeployException(ModuleCodes.NotScalable, $"Module '{live.Module.Name}' is a bare pod: it is one replica.", target);
        if (IsPeer(live) && !force)
        {
            throw new DeployException(ModuleControllerCodes.RescaleRequirementNotMet, $"Module '{live.Module.Name}' has strategy peer: its controller sets the replica count to the number of bases again.", target,
                $"Add or remove bases; or opt out with label {ModuleLabels.ReplicasControl}=true on the workload.");
        }
        if (replicas != live.Desired && NeverSucceeded(live))
        {
            throw new DeployException(ReleaseCodes.ScalingRefused,
                $"No release of module '{live.Module.Name}' has succeeded yet{(ReleaseRecord.Of(live)?.Message is { } message ? $" ({message})" : "")}: more replicas would fail alike.", target);
        }
    }

    /// <summary>Whether a controller keeps the replica count at the number of bases.</summary>
    internal static bool IsPeer(Workload live) =>
        live.Labels.GetValueOrDefault(ModuleLabels.Strategy) == ModuleLabels.StrategyPeer && live.Labels.GetValueOrDefault(ModuleLabels.ReplicasControl) != "true";

    // What others published counts as succeeded when it ever was available.
    private static bool NeverSucceeded(Workload live) =>
        live.Annotation(ModuleLabels.Succeeded).Length == 0 && live.Ready == 0 && live.Desired > 0
        && ReleaseRecord.Of(live) is not { Phase: ReleasePhase.Succeeded } && live.Condition("Available") != "True";
}
