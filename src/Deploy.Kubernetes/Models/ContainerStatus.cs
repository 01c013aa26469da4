namespace Deploy.Kubernetes.Models;

/// <summary>What is known of one container.</summary>
public sealed record ContainerStatus
{
    public string Name { get; init => field = value ?? ""; } = "";

    public ContainerState State { get; init => field = value ?? new(); } = new();

    public ContainerState LastState { get; init => field = value ?? new(); } = new();

    public bool Ready { get; init; }

    public bool? Started { get; init; }

    public int RestartCount { get; init; }

    public string Image { get; init => field = value ?? ""; } = "";

    public string? ImageID { get; init; }

    public string? ContainerID { get; init; }
}
