namespace Deploy.Kubernetes.Models;

/// <summary>The file that a key is written to.</summary>
public sealed record KeyToPath
{
    public string Key { get; init => field = value ?? ""; } = "";

    public string Path { get; init => field = value ?? ""; } = "";

    public int? Mode { get; init; }
}
