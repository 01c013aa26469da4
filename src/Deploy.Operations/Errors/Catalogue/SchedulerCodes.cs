using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>Why a replica has no node yet.</summary>
public static class SchedulerCodes
{
    public static ErrorCode InsufficientResources { get; } = new("Scheduler.InsufficientResources", ResourceUnavailable, false,
        "No node has enough left of what the replica asks for.",
        "Add a node or lower the request.");

    public static ErrorCode NoMatchingNode { get; } = new("Scheduler.NoMatchingNode", ResourceUnavailable, false,
        "No node has the labels that the replica must have.",
        "Correct the node selector or affinity, or label a node.");

    public static ErrorCode NoMatchingBase { get; } = new("Scheduler.NoMatchingBase", ResourceUnavailable, false,
        "No base of the asked name and version exists yet; the replica waits for it.",
        "Start such a base, or publish the module for a base that exists (Get-ModuleBase).");

    public static ErrorCode TaintNotTolerated { get; } = new("Scheduler.TaintNotTolerated", ResourceUnavailable, false,
        "Every suitable node keeps the replica away by a taint.",
        "Add the toleration to the module, or remove the taint from a node.");

    public static ErrorCode AntiAffinity { get; } = new("Scheduler.AntiAffinity", ResourceUnavailable, false,
        "The replica may not stand beside the ones that are there.",
        "Add a node, or lower the replica count.");

    public static ErrorCode NodesUnschedulable { get; } = new("Scheduler.NodesUnschedulable", ResourceUnavailable, false,
        "The nodes are cordoned, not ready, or short of something.",
        "Uncordon a node or bring one up.");

    public static ErrorCode VolumeNotBound { get; } = new("Scheduler.VolumeNotBound", ResourceUnavailable, false,
        "A volume of the replica is not bound, or stands in a zone without a node.",
        "Check the persistent volume claim and its storage class.");

    public static ErrorCode Unschedulable { get; } = new("Scheduler.Unschedulable", ResourceUnavailable, false,
        "The scheduler finds no node for the replica.",
        "Correct what the message names, or add a node.");

    public static ErrorCode Waiting { get; } = new("Scheduler.Waiting", ResourceBusy, true,
        "The scheduler has not looked at the replica yet.",
        "Nothing needs to be done; when it stays so, check that a scheduler runs.");

    public static ErrorCode Gated { get; } = new("Scheduler.Gated", ResourceBusy, true,
        "The replica has scheduling gates, so the scheduler does not look at it yet.",
        "Look at what sets the gates that the message names, such as a queue of jobs; it takes them off when the replica may go.");

    internal static ErrorCode[] All =>
    [
        InsufficientResources, NoMatchingNode, NoMatchingBase, TaintNotTolerated, AntiAffinity, NodesUnschedulable, VolumeNotBound,
        Unschedulable, Waiting, Gated,
    ];
}
