namespace Deploy.Kubernetes.Models;

/// <summary>One address of a pod.</summary>
public sealed record PodIPAddress
{
    public string Ip { get; init => field = value ?? ""; } = "";
}
