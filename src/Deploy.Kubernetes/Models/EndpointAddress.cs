namespace Deploy.Kubernetes.Models;

/// <summary>One address of an endpoint.</summary>
public sealed record EndpointAddress
{
    public string Ip { get; init => field = value ?? ""; } = "";

    public string? Hostname { get; init; }

    public string? NodeName { get; init; }

    public ObjectReference? TargetRef { get; init; }
}
