namespace Deploy.Kubernetes.Models;

/// <summary>The role that a binding gives.</summary>
public sealed record RoleRef
{
    public string ApiGroup { get; init => field = value ?? ""; } = "";

    public string Kind { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";
}
