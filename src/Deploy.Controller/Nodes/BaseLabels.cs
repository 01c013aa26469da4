namespace Deploy.Controller.Nodes;

/// <summary>Labels, taints and annotations of bases' nodes and of the pods on them.</summary>
public static class BaseLabels
{
    /// <summary>Base application's name.</summary>
    public const string Name = "base.koupleless.io/name";

    /// <summary>Base application's version.</summary>
    public const string Version = "base.koupleless.io/version";

    /// <summary>Base's technology stack.</summary>
    public const string Stack = "base.koupleless.io/stack";

    /// <summary>Group of bases.</summary>
    public const string ClusterName = "base.koupleless.io/cluster-name";

    /// <summary>Base's host name.</summary>
    public const string HostName = "base.koupleless.io/host-name";

    /// <summary>Arklet's port.</summary>
    public const string TunnelPort = "base.koupleless.io/tunnel-port";

    /// <summary>What an object is to the controller: <c>vnode</c>, <c>module</c>.</summary>
    public const string Component = "virtual-kubelet.koupleless.io/component";

    /// <summary>The same, as the documentation spells it; both are accepted.</summary>
    public const string DocumentedComponent = "module-controller.koupleless.io/component";

    /// <summary>The environment a controller serves.</summary>
    public const string Environment = "virtual-kubelet.koupleless.io/env";

    /// <summary>Keeps pods off virtual nodes that do not tolerate it.</summary>
    public const string VirtualNodeTaint = "schedule.koupleless.io/virtual-node";

    /// <summary>Keeps pods of other environments away.</summary>
    public const string EnvironmentTaint = "schedule.koupleless.io/node-env";

    /// <summary>The variable that holds a module container's version.</summary>
    public const string VersionVariable = "BIZ_VERSION";

    /// <summary>On a node: the modules that this controller installed or was about to, so that only those are ever uninstalled.</summary>
    public const string InstalledAnnotation = "module.deploy/installed";
}
