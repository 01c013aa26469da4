using System.Globalization;
using System.Net;
using Deploy.Controller.Arklet;
using Deploy.Controller.Control;
using Deploy.Controller.Heartbeats;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Bases;
using Microsoft.Extensions.Logging;

namespace Deploy.Testing.Bases;

/// <summary>
/// Module controllers on a cluster, with simulated bases and packages around them. The environment keeps beds on one
/// cluster apart: it names the nodes, and the bases are of an application of that name.
/// </summary>
public sealed class BaseBed(KubernetesClient client, string environment, string ns = "default") : IAsyncDisposable
{
    private readonly List<ModuleControllerService> _controllers = [];
    private readonly List<Uri> _heartbeats = [];

    public KubernetesClient Client => client;

    public string Namespace => ns;

    /// <summary>Also the name of the base application.</summary>
    public string Environment => environment;

    public PackageServer Packages { get; } = new();

    /// <summary>Whether the client ends with the bed.</summary>
    public bool OwnsClient { get; init; }

    public IList<SimulatedBase> Bases { get; } = [];

    public BaseTiming Timing { get; set; } = new();

    /// <summary>How long an install may take; for tests of installs that hang. Default as shipped: on a busy machine a short one fails installs that are only slow.</summary>
    public TimeSpan InstallTimeout { get; set; } = new ArkletOptions().InstallTimeout;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the controllers log.</summary>
    public ILogger Logger { get; init; } = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <summary>Starts a controller. Give it a client of its own to count or break its requests.</summary>
    public ModuleControllerService StartController(string identity = "one", KubernetesClient? own = null, IPEndPoint? listen = null)
    {
        var options = new ModuleControllerOptions
        {
            Environment = environment,
            Identity = identity,
            Timing = Timing,
            Listen = listen,
            Arklet = new ArkletOptions { InstallTimeout = InstallTimeout },
        };
        var started = ModuleControllerService.Start(own ?? client, options, Time, Logger);
        _controllers.Add(started);
        _heartbeats.Add(started.Heartbeats);
        return started;
    }

    /// <summary>Lets bases that are started from now on send their heartbeats to a controller elsewhere too.</summary>
    public void AddController(Uri heartbeats) => _heartbeats.Add(heartbeats);

    /// <summary>Starts a base. With <paramref name="hear"/> its heartbeats go there, else to the controllers that there are.</summary>
    public SimulatedBase StartBase(string identity, string version = "1.0.0", string cluster = "default", TimeSpan? beat = null, Action<Heartbeat>? hear = null)
    {
        var options = new SimulatedBaseOptions
        {
            Identity = identity,
            Name = environment,
            Version = version,
            ClusterName = cluster,
            HeartbeatInterval = beat ?? TimeSpan.FromSeconds(1),
            Controllers = hear is null ? [.. _heartbeats] : [HeartbeatLine.Address],
            Network = hear is null ? null : () => new HeartbeatLine(hear),
        };
        var started = SimulatedBase.Start(options, Time);
        Bases.Add(started);
        return started;
    }

    /// <summary>Starts so many bases, b1 and on, and waits for their nodes.</summary>
    public async Task<IReadOnlyList<SimulatedBase>> StartBasesAsync(int count)
    {
        var started = Enumerable.Range(Bases.Count + 1, count).Select(i => StartBase("b" + i.ToString(CultureInfo.InvariantCulture))).ToList();
        foreach (var each in started)
            await UntilNodeAsync(each, ready: true);
        return started;
    }

    /// <summary>Takes a base away as a crash of its machine does.</summary>
    public async Task KillAsync(SimulatedBase target)
    {
        Bases.Remove(target);
        await target.DisposeAsync();
    }

    public string NodeOf(SimulatedBase target) => BaseNode.NameOf(target.Identity, environment);

    /// <summary>A package with that module, served.</summary>
    public string Package(string name, string version = "1.0.0", ModuleSimulation? simulation = null) =>
        Packages.Add($"{name}-{version}.jar", BizPackage.Of(name, version, simulation));

    /// <summary>Binds a pod of one module to a base, past the scheduler.</summary>
    public Task PublishAsync(string pod, SimulatedBase target, string name, string version, string url) =>
        client.CreateAsync(Resources.Untyped("", "v1", "pods", "Pod", namespaced: true), ns, ModuleObjects.Pod(pod, NodeOf(target), name, version, url));

    public async Task<Pod> UntilAsync(string pod, Func<Pod, bool> condition, string what, int seconds = 60)
    {
        Pod? last = null;
        try
        {
            await Eventually.UntilAsync(async () => (last = await client.FindAsync(Resources.Pods, ns, pod)) is not null && condition(last), what, TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Pod {pod} never became {what}; last: {last?.Status.Phase} {string.Join(" ", last?.Status.ContainerStatuses.Select(c => c.State) ?? [])}", e);
        }
        return last!;
    }

    public Task<Pod> UntilReadyAsync(string pod) => UntilAsync(pod, IsReady, "ready");

    public async Task<string> UntilWaitingAsync(string pod, string reason, string message = "")
    {
        bool Matches(ContainerStatus c) => c.State.Waiting?.Reason == reason && (c.State.Waiting.Message ?? "").Contains(message, StringComparison.Ordinal);
        var found = await UntilAsync(pod, p => p.Status.ContainerStatuses.Any(Matches), $"{reason} {message}");
        return found.Status.ContainerStatuses.First(Matches).State.Waiting!.Message ?? "";
    }

    public Task UntilGoneAsync(string pod, int seconds = 60) =>
        Eventually.UntilAsync(async () => await client.FindAsync(Resources.Pods, ns, pod) is null, $"the end of pod {pod}", TimeSpan.FromSeconds(seconds));

    public Task UntilNodeAsync(SimulatedBase target, bool ready, int seconds = 60) =>
        Eventually.UntilAsync(async () => await client.FindAsync(Resources.Nodes, null, NodeOf(target)) is { } node && node.Status.Conditions.Any(c => c.Type == "Ready" && c.Status == "True") == ready,
            $"node {NodeOf(target)} ready {ready}", TimeSpan.FromSeconds(seconds));

    /// <summary>The pods of a module, newest last.</summary>
    public async Task<IReadOnlyList<Pod>> PodsAsync(string module) =>
        [.. (await client.ListAllAsync(Resources.Pods, ns, new ListOptions { LabelSelector = $"module.koupleless.io/name={module}" })).Items.OrderBy(p => p.Metadata.CreationTimestamp)];

    public Task DeletePodAsync(string pod, DeleteOptions? options = null) => client.DeleteAsync(Resources.Pods, ns, pod, options);

    public static bool IsReady(Pod pod) => pod.Status.Conditions.Any(c => c.Type == "Ready" && c.Status == "True");

    /// <summary>Stops a controller in order.</summary>
    public async Task StopAsync(ModuleControllerService controller)
    {
        _controllers.Remove(controller);
        await controller.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var controller in _controllers)
            await controller.DisposeAsync();
        foreach (var simulated in Bases)
            await simulated.DisposeAsync();
        await Packages.DisposeAsync();
        if (OwnsClient)
            client.Dispose();
    }
}
