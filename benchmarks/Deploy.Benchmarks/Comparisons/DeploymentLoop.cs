using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.LocalCluster.Controllers;
using Deploy.LocalCluster.Controllers.Deployments;
using Deploy.LocalCluster.Controllers.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>The Deployment controller alone, on an API server whose other loops are off: without it nobody would take note of a pause.</summary>
internal sealed class DeploymentLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly KubernetesClient client;
    private readonly Task running;

    public DeploymentLoop(EmbeddedCluster cluster, TimeProvider time)
    {
        client = new(cluster.Connection, new KubernetesClientOptions { TimeProvider = time, Name = "kube-controller-manager" });
        var caches = new SharedCaches(client);
        var controller = new DeploymentController(new(client, caches, new EventRecorder(client, time, NullLogger.Instance), time, NullLogger.Instance));
        running = Task.WhenAll(caches.Deployments.RunAsync(stop.Token), caches.ReplicaSets.RunAsync(stop.Token), RunAsync(controller, caches));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client.Dispose();
        stop.Dispose();
    }

    private async Task RunAsync(DeploymentController controller, SharedCaches caches)
    {
        await Task.WhenAll(caches.Deployments.WaitForSyncAsync(stop.Token), caches.ReplicaSets.WaitForSyncAsync(stop.Token));
        await controller.RunAsync(stop.Token);
    }
}
