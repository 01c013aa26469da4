using Deploy.Kubernetes;
using Deploy.LocalCluster.Controllers.DaemonSets;
using Deploy.LocalCluster.Controllers.Deployments;
using Deploy.LocalCluster.Controllers.Disruption;
using Deploy.LocalCluster.Controllers.Events;
using Deploy.LocalCluster.Controllers.Garbage;
using Deploy.LocalCluster.Controllers.Namespaces;
using Deploy.LocalCluster.Controllers.NodeLifecycle;
using Deploy.LocalCluster.Controllers.ReplicaSets;
using Deploy.LocalCluster.Controllers.Services;
using Deploy.LocalCluster.Controllers.StatefulSets;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Scheduling;

namespace Deploy.LocalCluster.Controllers;

/// <summary>The controllers and the scheduler of a local cluster.</summary>
internal sealed class ControlLoopsPart : IClusterPart
{
    private readonly CancellationTokenSource stop = new();
    private KubernetesClient? client;
    private IReadOnlyList<IControlLoop> loops = [];
    private Task running = Task.CompletedTask;

    public string Name => "controllers";

    public async Task StartAsync(ClusterContext context, CancellationToken ct)
    {
        var logger = context.LoggerFactory.CreateLogger("Deploy.LocalCluster.Controllers");
        client = new(context.Connection, new() { TimeProvider = context.TimeProvider, Logger = logger, Name = "kube-controller-manager" });
        var caches = new SharedCaches(client);
        var events = new EventRecorder(client, context.TimeProvider, logger);
        var control = new ControlContext(client, caches, events, context.TimeProvider, logger);
        loops = Create(control);
        var watching = caches.RunAsync(stop.Token);
        await Task.WhenAny(watching, caches.WaitForSyncAsync(ct));
        running = Task.WhenAll([watching, Supervise(nameof(EventRecorder), events.RunAsync), .. loops.Select(loop => Supervise(loop.GetType().Name, loop.RunAsync))]);

        Task Supervise(string name, Func<CancellationToken, Task> loop) => LoopSupervision.RunAsync(name, loop, context.TimeProvider, logger, stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var loop in loops.OfType<IDisposable>())
            loop.Dispose();
        client?.Dispose();
        stop.Dispose();
    }

    private static List<IControlLoop> Create(ControlContext control) =>
    [
        new DeploymentController(control),
        new ReplicaSetController(control),
        new StatefulSetController(control),
        new DaemonSetController(control),
        new EndpointsController(control),
        new DisruptionController(control),
        new NodeLifecycleController(control),
        new TaintEviction(control),
        new NamespaceController(control),
        new GarbageCollector(control),
        new EventExpiry(control),
        new Scheduler(control),
    ];
}
