namespace Deploy.Operations.Replicas.Waiting;

/// <summary>What a wait for replicas comes to.</summary>
public enum WaitOutcome
{
    /// <summary>Not yet decided.</summary>
    Pending,

    /// <summary>Enough replicas are Responsive.</summary>
    Succeeded,

    /// <summary>It cannot succeed without somebody's help.</summary>
    Impossible,
}
