namespace Deploy.Kubernetes.Models;

/// <summary>What a node runs.</summary>
public sealed record NodeSystemInfo
{
    public string MachineID { get; init => field = value ?? ""; } = "";

    public string SystemUUID { get; init => field = value ?? ""; } = "";

    public string BootID { get; init => field = value ?? ""; } = "";

    public string KernelVersion { get; init => field = value ?? ""; } = "";

    public string OsImage { get; init => field = value ?? ""; } = "";

    public string ContainerRuntimeVersion { get; init => field = value ?? ""; } = "";

    public string KubeletVersion { get; init => field = value ?? ""; } = "";

    public string KubeProxyVersion { get; init => field = value ?? ""; } = "";

    public string OperatingSystem { get; init => field = value ?? ""; } = "";

    public string Architecture { get; init => field = value ?? ""; } = "";
}
