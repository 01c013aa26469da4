namespace Deploy.Kubernetes.Models;

/// <summary>One action of a container's lifecycle.</summary>
public sealed record LifecycleHandler
{
    public ExecAction? Exec { get; init; }

    public HttpGetAction? HttpGet { get; init; }

    public TcpSocketAction? TcpSocket { get; init; }

    public SleepAction? Sleep { get; init; }
}
