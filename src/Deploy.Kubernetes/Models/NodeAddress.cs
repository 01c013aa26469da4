namespace Deploy.Kubernetes.Models;

/// <summary>One address of a node.</summary>
public sealed record NodeAddress
{
    /// <summary>InternalIP, ExternalIP or Hostname.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    public string Address { get; init => field = value ?? ""; } = "";
}
