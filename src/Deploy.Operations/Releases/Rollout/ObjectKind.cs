namespace Deploy.Operations.Releases.Rollout;

/// <summary>Which of the followed objects a write is about.</summary>
internal enum ObjectKind
{
    Workload,
    Revision,
    Service,
    Replica,
}
