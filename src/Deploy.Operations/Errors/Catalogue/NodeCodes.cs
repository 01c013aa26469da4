using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What a node did to a replica.</summary>
public static class NodeCodes
{
    public static ErrorCode Lost { get; } = new("Node.Lost", ResourceUnavailable, true,
        "The node no longer reports, so what runs there is not known.",
        "Bring the node back; the replica is replaced elsewhere when it stays away.");

    public static ErrorCode Evicted { get; } = new("Node.Evicted", ResourceUnavailable, true,
        "The node ran short of a resource and evicted the replica.",
        "Free that resource on the node, and give the module requests that match what it uses.");

    public static ErrorCode Preempted { get; } = new("Node.Preempted", ResourceUnavailable, true,
        "The replica had to make room for one of higher priority.",
        "Add a node, or give the module a priority class.");

    public static ErrorCode AdmissionRefused { get; } = new("Node.AdmissionRefused", InvalidOperation, false,
        "The node refused the replica after it was assigned to it.",
        "Look at the reason in the message; the replica's owner creates another one.");

    public static ErrorCode ShutDown { get; } = new("Node.ShutDown", ResourceUnavailable, true,
        "The node shut down in order and ended its replicas.",
        "Nothing needs to be done; the replica is replaced elsewhere.");

    public static ErrorCode DeadlineExceeded { get; } = new("Node.DeadlineExceeded", OperationTimeout, false,
        "The replica ran longer than its activeDeadlineSeconds.",
        "Remove the deadline: a module has to keep running.");

    internal static ErrorCode[] All => [Lost, Evicted, Preempted, AdmissionRefused, ShutDown, DeadlineExceeded];
}
