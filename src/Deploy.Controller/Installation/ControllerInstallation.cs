namespace Deploy.Controller.Installation;

/// <summary>A module controller to be installed on a cluster.</summary>
public sealed record ControllerInstallation
{
    /// <summary>The namespace it lives in; made where it is missing. Default <c>module-controller</c>.</summary>
    public string Namespace { get; init; } = "module-controller";

    /// <summary>The name of all its objects. Default <c>module-controller</c>.</summary>
    public string Name { get; init; } = "module-controller";

    /// <summary>The image. Its entry point must be the controller's own program (the Dockerfile's target <c>controller</c>), or upstream's controller with <see cref="Upstream"/>.</summary>
    public required string Image { get; init; }

    /// <summary>The environment whose bases it serves. Default <c>default</c>.</summary>
    public string Environment { get; init; } = "default";

    /// <summary>The port on which bases send heartbeats, 1 to 65535. Default 7777.</summary>
    public int Port { get; init; } = 7777;

    /// <summary>How many controllers; they share the bases by lease. 1 to 10. Default 2.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>Install the upstream project's controller instead of this one, with the rights that it needs.</summary>
    public bool Upstream { get; init; }
}
