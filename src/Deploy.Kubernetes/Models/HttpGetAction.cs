namespace Deploy.Kubernetes.Models;

/// <summary>Succeeds on an HTTP status from 200 to 399.</summary>
public sealed record HttpGetAction
{
    public string? Path { get; init; }

    public IntOrString? Port { get; init; }

    public string? Host { get; init; }

    public string? Scheme { get; init; }

    public IReadOnlyList<HttpHeader> HttpHeaders { get; init => field = value ?? []; } = [];
}
