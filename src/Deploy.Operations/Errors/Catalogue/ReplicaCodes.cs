using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What concerns one replica.</summary>
public static class ReplicaCodes
{
    public static ErrorCode NotFound { get; } = new("Replica.NotFound", ObjectNotFound, false,
        "There is no such replica.",
        "List the replicas with Get-ReplicaStatus; deleted ones with Get-ReplicaStatus -Archived.");

    public static ErrorCode ContainerNotFound { get; } = new("Replica.ContainerNotFound", ObjectNotFound, false,
        "The replica has no such container.",
        "Choose one of the containers that the message lists.");

    public static ErrorCode ContainerNotChosen { get; } = new("Replica.ContainerNotChosen", InvalidArgument, false,
        "The replica has several containers and none was chosen.",
        "Choose one of the containers that the message lists with -Container.");

    public static ErrorCode LogNotAvailable { get; } = new("Replica.LogNotAvailable", ResourceUnavailable, false,
        "The container has no such log: it did not start, or did not run before.",
        "Look at the replica's cause with Get-ReplicaDiagnostic.");

    public static ErrorCode Decommissioned { get; } = new("Replica.Decommissioned", OperationStopped, false,
        "The replica is out of traffic and finishes its requests before it is deleted.",
        "Nothing needs to be done.");

    public static ErrorCode DeletionStuck { get; } = new("Replica.DeletionStuck", ResourceBusy, false,
        "The replica is being deleted for longer than its grace allows.",
        "Find out who holds it from the message, then run Repair-Module.");

    public static ErrorCode InvalidQuery { get; } = new("Replica.InvalidQuery", InvalidArgument, false,
        "The replicas to look at are not described validly.",
        "Correct the parameter that the message names.");

    internal static ErrorCode[] All => [NotFound, ContainerNotFound, ContainerNotChosen, LogNotAvailable, Decommissioned, DeletionStuck, InvalidQuery];
}
