namespace Deploy.Kubernetes.Models;

/// <summary>Succeeds when the command exits with 0.</summary>
public sealed record ExecAction
{
    public IReadOnlyList<string> Command { get; init => field = value ?? []; } = [];
}
