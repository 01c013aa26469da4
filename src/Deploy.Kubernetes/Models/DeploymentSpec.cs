namespace Deploy.Kubernetes.Models;

/// <summary>What a deployment asks for.</summary>
public sealed record DeploymentSpec
{
    /// <summary>The server's default is 1.</summary>
    public int? Replicas { get; init; }

    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    public PodTemplateSpec Template { get; init => field = value ?? new(); } = new();

    public DeploymentStrategy? Strategy { get; init; }

    public int MinReadySeconds { get; init; }

    /// <summary>The server's default is 10.</summary>
    public int? RevisionHistoryLimit { get; init; }

    public bool Paused { get; init; }

    /// <summary>The server's default is 600.</summary>
    public int? ProgressDeadlineSeconds { get; init; }
}
