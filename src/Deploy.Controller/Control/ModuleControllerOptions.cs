using System.Net;
using Deploy.Controller.Arklet;
using Deploy.Controller.Nodes;

namespace Deploy.Controller.Control;

/// <summary>How a module controller runs.</summary>
public sealed record ModuleControllerOptions
{
    /// <summary>The environment whose bases it serves; a part of their nodes' names, and their taint unless it is the default one. Default <c>default</c>.</summary>
    public string Environment { get; init; } = BaseNode.DefaultEnvironment;

    /// <summary>What it calls itself in leases; must differ among controllers. Default: machine name and a random part.</summary>
    public string Identity { get; init; } = $"{System.Environment.MachineName}-{Guid.NewGuid():N}";

    /// <summary>Where a <see cref="ModuleControllerService"/> answers heartbeats, health and metrics. Default: a free loopback port.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Whether Deployments with strategy peer follow the number of bases. Default true.</summary>
    public bool AlignPeers { get; init; } = true;

    /// <summary>The times by which bases live and die.</summary>
    public BaseTiming Timing { get; init; } = new();

    /// <summary>Bounds of the talk with bases.</summary>
    public ArkletOptions Arklet { get; init; } = new();
}
