namespace Deploy.Operations.Replicas.Waiting;

/// <summary>How much is given to causes that may heal by themselves before a wait ends because of them.</summary>
public sealed record WaitOptions
{
    public static WaitOptions Default { get; } = new();

    /// <summary>Restarts after which a container that still crashes counts as hopeless. From 1; default 2.</summary>
    public int CrashLoops { get; init; } = 2;

    /// <summary>Failed pulls after which an image counts as hopeless, where the registry does not say that it does not exist. From 1; default 2.</summary>
    public int ImagePullFailures { get; init; } = 2;

    /// <summary>How long a pull may stay in back-off where its failures cannot be counted. From 0; default 30 seconds.</summary>
    public TimeSpan ImagePullGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a replica may stay without a node, since one may be added or freed. From 0; default 30 seconds.</summary>
    public TimeSpan UnschedulableGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a missing ConfigMap or Secret may stay missing, since it may be created along. From 0; default 10 seconds.</summary>
    public TimeSpan ConfigGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long replicas may fail to be created (quota, admission), since quota is freed as old ones go. From 0; default 10 seconds.</summary>
    public TimeSpan CreateFailureGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a module may be published for a base that does not exist yet; it then waits until such a base appears.
    /// Default true: only the wait's own timeout ends it.
    /// </summary>
    public bool AwaitBase { get; init; } = true;
}
