using Deploy.Kubernetes.Installation;
using Health = Deploy.Operations.Health;

namespace Deploy.Results;

/// <summary>A base: a host that modules are installed on, and a node of the cluster.</summary>
public sealed class ModuleBase
{
    internal ModuleBase(Health.ModuleBase record)
    {
        (Name, Application, Version, Stack, Cluster) = (record.Name, record.Application, record.Version, record.Stack, record.Cluster);
        (IP, Port, State, FreeMetaspace, MaxMetaspace) = (record.Ip, record.Port, record.State, record.FreeMetaspace, record.MaxMetaspace);
        (Replicas, Controller, Renewed) = (record.Replicas, record.Controller, ResultText.Time(record.Renewed));
        (Age, AgeSeconds) = (ResultText.Age(record.Age), ResultText.Seconds(record.Age));
        (Reachable, Note) = (record.Reachable?.AbsoluteUri, record.Note);
        Modules = record.Modules is { } modules ? new(modules.Select(module => new InstalledModule(module))) : null;
    }

    /// <summary>Its node's name.</summary>
    public string Name { get; }

    /// <summary>The base application's name.</summary>
    public string Application { get; }

    /// <summary>The base application's version.</summary>
    public string Version { get; }

    /// <summary>Its technology stack.</summary>
    public string Stack { get; }

    /// <summary>The group of bases it belongs to.</summary>
    public string Cluster { get; }

    /// <summary>Its address in the cluster's network.</summary>
    public string IP { get; }

    /// <summary>The port of its arklet.</summary>
    public int Port { get; }

    /// <summary>Ready, NotReady (with the reason), or Unknown.</summary>
    public string State { get; }

    /// <summary>Bytes of metaspace that are left for modules; null where the base names no limit.</summary>
    public long? FreeMetaspace { get; }

    /// <summary>The metaspace limit in bytes; null where there is none.</summary>
    public long? MaxMetaspace { get; }

    /// <summary>How many modules' pods are assigned to it.</summary>
    public int Replicas { get; }

    /// <summary>Which controller holds it; empty for none.</summary>
    public string Controller { get; }

    /// <summary>When its lease was last renewed.</summary>
    public string? Renewed { get; }

    /// <summary>How long ago it became a node.</summary>
    public string Age { get; }

    public long AgeSeconds { get; }

    /// <summary>The address at which it was reached from here; null when it was not asked or none answers.</summary>
    public string? Reachable { get; }

    /// <summary>What the base itself says that it has; null when it was not asked or does not answer.</summary>
    public ReadableList<InstalledModule>? Modules { get; }

    /// <summary>Why it could not be asked, or what to use in place of the pod IP; empty when there is nothing to say.</summary>
    public string Note { get; }

    public override string ToString() => Name;
}

/// <summary>A module as the base itself tells it.</summary>
public sealed class InstalledModule
{
    private readonly string _text;

    internal InstalledModule(Health.InstalledModule record) =>
        (Name, Version, State, WebContextPath, Since, Message, _text) = (record.Name, record.Version, record.State, record.WebContextPath, ResultText.Time(record.Since), record.Message, record.ToString());

    public string Name { get; }

    /// <summary>Empty where the base does not say.</summary>
    public string Version { get; }

    /// <summary>The base's own word: ACTIVATED, BROKEN, RESOLVED, DEACTIVATED, STOPPED, UNRESOLVED or UNKNOWN.</summary>
    public string State { get; }

    /// <summary>The path under which it answers on the base's port, or null.</summary>
    public string? WebContextPath { get; }

    /// <summary>Since when it is in this state; null where the base does not say.</summary>
    public string? Since { get; }

    /// <summary>Why it is in this state, in the base's own words; empty where it does not say.</summary>
    public string Message { get; }

    public override string ToString() => _text;
}

/// <summary>The health of a base or of a module on it.</summary>
public sealed class ModuleHealth
{
    /// <param name="host">The base's node, or its address where it was given.</param>
    /// <param name="module">The module as <c>name:version</c>; empty for the base itself.</param>
    /// <param name="status">How it is.</param>
    /// <param name="decidedBy">What makes the status what it is; empty when all is well.</param>
    /// <param name="components">The components, worst first.</param>
    /// <param name="modules">The modules of the base, where it tells them.</param>
    /// <param name="plugins">The plugins of the base, where it tells them.</param>
    internal ModuleHealth(
        string host, string module, Health.HealthStatus status, string decidedBy,
        IEnumerable<Health.HealthComponent> components, IEnumerable<Health.InstalledModule> modules, IEnumerable<Health.BasePlugin> plugins)
    {
        (Base, Module, Status, DecidedBy) = (host, module, status.ToString(), decidedBy);
        Components = new(components.Select(component => new HealthComponent(component)));
        Modules = new(modules.Select(each => new InstalledModule(each)));
        Plugins = new(plugins.Select(plugin => new BasePlugin(plugin)));
    }

    /// <summary>The base's node, or its address where it was given.</summary>
    public string Base { get; }

    /// <summary>The module as <c>name:version</c>; empty for the base itself.</summary>
    public string Module { get; }

    /// <summary>Up, Unknown or Down.</summary>
    public string Status { get; }

    /// <summary>What makes the status what it is; empty when all is well.</summary>
    public string DecidedBy { get; }

    /// <summary>Worst first.</summary>
    public ReadableList<HealthComponent> Components { get; }

    /// <summary>The modules of the base, where it tells them.</summary>
    public ReadableList<InstalledModule> Modules { get; }

    /// <summary>The plugins of the base, where it tells them.</summary>
    public ReadableList<BasePlugin> Plugins { get; }

    public override string ToString() => $"{(Module.Length > 0 ? $"{Module} on " : "")}{Base} {Status.ToUpperInvariant()}";
}

/// <summary>A plugin of a base.</summary>
public sealed class BasePlugin
{
    internal BasePlugin(Health.BasePlugin record) => (Name, Version, Group, Artifact) = (record.Name, record.Version, record.Group, record.Artifact);

    public string Name { get; }

    /// <summary>Empty where the base does not say.</summary>
    public string Version { get; }

    /// <summary>Maven group; empty where the base does not say.</summary>
    public string Group { get; }

    /// <summary>Maven artifact; empty where the base does not say.</summary>
    public string Artifact { get; }

    public override string ToString() => $"{Name}:{Version}";
}

/// <summary>One component of a health answer.</summary>
public sealed class HealthComponent
{
    internal HealthComponent(Health.HealthComponent record) =>
        (Name, Status, Details) = (record.Name, record.Status.ToString(), new(record.Details.Select(detail => new HealthDetail(detail))));

    public string Name { get; }

    /// <summary>Up, Unknown or Down.</summary>
    public string Status { get; }

    /// <summary>What it looked at, worst first.</summary>
    public ReadableList<HealthDetail> Details { get; }

    public override string ToString() => $"{Name} {Status.ToUpperInvariant()}";
}

/// <summary>One thing that a component looks at, such as a module by its <c>name:version</c>.</summary>
public sealed class HealthDetail
{
    internal HealthDetail(Health.HealthDetail record) => (Name, Status) = (record.Name, record.Status.ToString());

    public string Name { get; }

    /// <summary>Up, Unknown or Down.</summary>
    public string Status { get; }

    public override string ToString() => $"{Name} {Status.ToUpperInvariant()}";
}

/// <summary>One object of an installation: of the module controller's, or of the maintenance's.</summary>
public sealed class InstalledObject
{
    private readonly string _text;

    internal InstalledObject(ClusterObject record) => (Kind, Namespace, Name, _text) = (record.Type.Kind, record.Namespace ?? "", record.Name, record.ToString());

    public string Kind { get; }

    /// <summary>Empty for an object of the whole cluster.</summary>
    public string Namespace { get; }

    public string Name { get; }

    public override string ToString() => _text;
}
