using System.Globalization;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Replicas;

/// <summary>A pod at one moment, as the rules read it: nothing in it is null that the rules follow.</summary>
internal sealed class PodView
{
    public PodView(Pod? pod, ReplicaEvidence? evidence, ReplicaStateOptions? options, DateTimeOffset now)
    {
        Pod = pod ?? new Pod();
        Evidence = evidence ?? ReplicaEvidence.Empty;
        Options = options ?? ReplicaStateOptions.Default;
        Now = now;
        Inits = ContainerView.Pair(Pod.Spec.InitContainers, Pod.Status.InitContainerStatuses, init: true);
        Own = ContainerView.Pair(Pod.Spec.Containers, Pod.Status.ContainerStatuses, init: false);
        Apps = Inits.Any(init => init.IsSidecar) ? [.. Own, .. Inits.Where(init => init.IsSidecar)] : Own;
        EverReady = ReadinessHistory.WasEverReady(this);
    }

    public Pod Pod { get; }

    public ReplicaEvidence Evidence { get; }

    public ReplicaStateOptions Options { get; }

    public DateTimeOffset Now { get; }

    /// <summary>All init containers in their order, sidecars among them.</summary>
    public IReadOnlyList<ContainerView> Inits { get; }

    /// <summary>The pod's containers without sidecars.</summary>
    public IReadOnlyList<ContainerView> Own { get; }

    /// <summary>What has to run for the replica to be Ready: its containers, then its sidecars.</summary>
    public IReadOnlyList<ContainerView> Apps { get; }

    /// <summary>Whether the replica was Ready at any time.</summary>
    public bool EverReady { get; }

    public string Phase => Pod.Status.Phase ?? "";

    public string NodeName => Pod.Spec.NodeName ?? "";

    /// <summary>The pod's events; empty also where they were not read.</summary>
    public IReadOnlyList<Event> Events => Evidence.Events ?? [];

    public Condition? Condition(string type) => Conditions.Find(Pod.Status.Conditions, type);

    public bool IsTrue(string condition) => Condition(condition)?.Status == "True";

    /// <summary>True for a module that is installed on a base rather than run as a container.</summary>
    public bool OnBase => Pod.Spec.Tolerations.Any(toleration => toleration?.Key == ModuleLabels.VirtualNodeTaint);

    /// <summary>The time in an annotation; null when there is none or it is no time.</summary>
    public DateTimeOffset? Time(string annotation) =>
        Pod.Metadata.Annotations.TryGetValue(annotation, out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>Unresponsive where the replica worked before, StartingError where it never did.</summary>
    public ReplicaState Failing => EverReady ? ReplicaState.Unresponsive : ReplicaState.StartingError;

    /// <summary>Unresponsive where the replica worked before, Starting where it never did.</summary>
    public ReplicaState Preparing => EverReady ? ReplicaState.Unresponsive : ReplicaState.Starting;

    /// <summary>What is wanted still, of the kinds named.</summary>
    public EvidenceKinds Missing(EvidenceKinds kinds)
    {
        var missing = EvidenceKinds.None;
        if (kinds.HasFlag(EvidenceKinds.Events) && Evidence.Events is null) missing |= EvidenceKinds.Events;
        if (kinds.HasFlag(EvidenceKinds.Node) && Evidence.Node is null && NodeName.Length > 0) missing |= EvidenceKinds.Node;
        if (kinds.HasFlag(EvidenceKinds.Capacity) && Evidence.Capacity is null) missing |= EvidenceKinds.Capacity;
        return missing;
    }
}
