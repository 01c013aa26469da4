using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>What a node did to a replica, or stopped doing.</summary>
internal static class NodeCauses
{
    // Causes that the pod alone tells only half of.
    private static readonly HashSet<string> ToldByEvents =
    [
        ImageCodes.PullFailed.Code, ContainerCodes.Killed.Code, ContainerCodes.Terminated.Code, ContainerCodes.CannotStart.Code, ContainerCodes.NotReady.Code,
        ConfigCodes.InvalidContainer.Code, ContainerCodes.Completed.Code, ContainerCodes.ExitedWithError.Code, ContainerCodes.CrashLoop.Code, ContainerCodes.Restarted.Code,
    ];

    /// <summary>A lost node explains more than what the pod said last, unless the replica is on its way out or cannot start anyway.</summary>
    public static ReplicaVerdict Refine(PodView view, ReplicaVerdict verdict)
    {
        if (verdict.Cause is { } cause && ToldByEvents.Contains(cause.Code)) verdict = verdict with { Wants = verdict.Wants | view.Missing(EvidenceKinds.Events) };
        if (verdict.State is ReplicaState.Decommissioned or ReplicaState.StartingError or ReplicaState.Responsive) return verdict;
        if (SilentBase(view) is { } silent) return verdict with { State = Unheard(view, verdict), Cause = silent };
        var said = view.Pod.Status.Reason == "NodeLost" || view.Phase == "Unknown" || IsLost(view.Evidence.Node);
        if (said)
        {
            var unheard = Unheard(view, verdict);
            // Unresponsive for its node's sake already, it does not become so once more when its grace is over.
            return verdict with { State = unheard, Cause = Lost(view), ChangesAt = unheard == ReplicaState.Unresponsive ? null : verdict.ChangesAt };
        }
        return verdict.Cause?.Code == NodeCodes.Lost.Code ? verdict with { Wants = verdict.Wants | view.Missing(EvidenceKinds.Node) } : verdict;
    }

    /// <summary>True where the node's own Ready condition is not True.</summary>
    public static bool IsLost(Node? node) => node is not null && Conditions.Find(node.Status.Conditions, "Ready") is { Status: not "True" };

    /// <summary>The cause of a Failed pod where a node or the scheduler ended it; null when its containers ended by themselves.</summary>
    public static Cause? OfPodReason(PodView view)
    {
        var message = view.Pod.Status.Message;
        switch (view.Pod.Status.Reason)
        {
            case "Evicted": return Evicted(view, message);
            case "NodeLost": return Lost(view);
            case "Preempting" or "Preempted": return Cause.Of(NodeCodes.Preempted, message);
            case "DeadlineExceeded": return Cause.Of(NodeCodes.DeadlineExceeded, message);
            case "Shutdown" or "NodeShutdown" or "Terminated": return Cause.Of(NodeCodes.ShutDown, message);
            case "NodeAffinity" or "NodePorts" or "HostNetworkNotSupported" or "UnexpectedAdmissionError" or "TopologyAffinityError" or "TaintToleration"
                or "NodeName" or "NodeUnschedulable" or "AppArmor" or "SysctlForbidden" or "InvalidNodeInfo":
                return Refused(view, view.Pod.Status.Reason, message);
            case { } reason when reason.StartsWith("OutOf", StringComparison.Ordinal): return Refused(view, reason, message);
        }
        var disruption = view.Condition("DisruptionTarget");
        if (disruption?.Status == "True") return disruption.Reason switch
        {
            "PreemptionByScheduler" => Cause.Of(NodeCodes.Preempted, disruption.Message),
            "DeletionByTaintManager" or "DeletionByPodGC" => Cause.Of(NodeCodes.Lost, disruption.Message),
            "TerminationByKubelet" when disruption.Message?.Contains("shutdown", StringComparison.OrdinalIgnoreCase) == true => Cause.Of(NodeCodes.ShutDown, disruption.Message),
            "EvictionByEvictionAPI" => Cause.Of(NodeCodes.Evicted, $"Evicted from {NodeTitle(view, "node")} by a request to the API: {disruption.Message}", "Nothing needs to be done: somebody drains the node, and the replica's owner creates another one."),
            _ => Evicted(view, disruption.Message),
        };
        // A process that ends in order when it is evicted leaves a pod that succeeded, and only the event tells.
        return EventLog.Newest(view, null, null, "Evicted") is { } evicted ? Evicted(view, evicted.Message) : null;
    }

    public static Cause Evicted(PodView view, string? message)
    {
        var said = message ?? EventLog.Newest(view, null, null, "Evicted")?.Message ?? "it gave no reason";
        if (IsOwnLimit(said))
            return Cause.Of(NodeCodes.Evicted, $"Evicted from {NodeTitle(view, "node")} for what it wrote: {said}", "Raise the module's ephemeral-storage limit (a volume's sizeLimit), or let it write less.");
        var disk = said.Contains("storage", StringComparison.OrdinalIgnoreCase) || said.Contains("disk", StringComparison.OrdinalIgnoreCase)
            || said.Contains("inode", StringComparison.OrdinalIgnoreCase);
        var memory = said.Contains("memory", StringComparison.OrdinalIgnoreCase);
        var suggestion = disk ? "Free disk space on the node, or limit what the module writes with an ephemeral-storage request and limit."
            : memory ? "Give the module a memory request that matches what it uses, or add a node." : null;
        var pressure = disk ? "disk pressure" : memory ? "memory pressure" : "pressure";
        return Cause.Of(NodeCodes.Evicted, $"Evicted from {NodeTitle(view, "node")} under {pressure}: {said}", suggestion);
    }

    // Of its containers, of all of them together, or of an emptyDir volume: the node itself has room.
    private static bool IsOwnLimit(string said) =>
        said.Contains("local ephemeral storage limit", StringComparison.OrdinalIgnoreCase)
        || said.Contains("ephemeral local storage usage exceeds", StringComparison.OrdinalIgnoreCase)
        || said.Contains("EmptyDir volume", StringComparison.OrdinalIgnoreCase);

    private static Cause Refused(PodView view, string? reason, string? message) =>
        Cause.Of(NodeCodes.AdmissionRefused, $"{NodeTitle(view)} refused the replica: {reason}{(string.IsNullOrEmpty(message) ? "" : $", {message}")}");

    private static Cause Lost(PodView view)
    {
        var ready = view.Evidence.Node is { } node ? Conditions.Find(node.Status.Conditions, "Ready") : null;
        // When it was noticed: a node is silent for a while before.
        var since = ready?.LastTransitionTime is { } time ? $", which was noticed on {Moments.Say(time)}" : "";
        var said = ready?.Message ?? view.Pod.Status.Message;
        var isBase = ready?.Reason?.StartsWith("Base", StringComparison.Ordinal) == true;
        return Cause.Of(isBase ? BaseCodes.Unreachable : NodeCodes.Lost, $"{(isBase ? NodeTitle(view, "Base") : NodeTitle(view))} does not report{since}{(string.IsNullOrEmpty(said) ? "" : $": {said.TrimEnd('.')}")}.");
    }

    // The module controller says it in the pod itself: no need to read the node.
    private static Cause? SilentBase(PodView view) => view.Condition("Ready") is { Status: not "True", Reason: "BaseUnreachable" or "BaseDead" } ready
        ? Cause.Of(BaseCodes.Unreachable, $"{NodeTitle(view, "Base")} has not been heard of; its modules are out of the traffic{(ready.LastTransitionTime is { } time ? $" since {Moments.Say(time)}" : "")}.")
        : null;

    private static ReplicaState Unheard(PodView view, ReplicaVerdict verdict) =>
        view.EverReady || view.Phase == "Unknown" || view.Pod.Status.Reason == "NodeLost" ? ReplicaState.Unresponsive : verdict.State;

    private static string NodeTitle(PodView view, string word = "Node") => view.NodeName.Length > 0 ? $"{word} {view.NodeName}" : word == "Node" ? "The node" : "its node";
}
