namespace Deploy.Kubernetes.Models;

/// <summary>A header that a probe sends.</summary>
public sealed record HttpHeader
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Value { get; init => field = value ?? ""; } = "";
}
