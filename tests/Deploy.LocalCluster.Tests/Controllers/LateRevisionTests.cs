using Deploy.Kubernetes;
using Deploy.LocalCluster.Controllers;
using Deploy.LocalCluster.Controllers.Deployments;
using Deploy.LocalCluster.Controllers.Events;
using Deploy.LocalCluster.Controllers.ReplicaSets;
using Deploy.Testing;
using Deploy.Testing.Bases;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.LocalCluster.Tests.Controllers;

/// <summary>The controller of Deployments where it is told late of its own replica sets.</summary>
public sealed class LateRevisionTests : ApiTest
{
    private const string Revision = "deployment.kubernetes.io/revision";

    [Fact]
    public async Task Revisions_are_counted_on_though_the_last_set_is_not_known_yet()
    {
        using var late = new KubernetesClient(Cluster.Connection with { Handler = new LaggingWatches(Cluster.CreateHandler(), TimeSpan.FromSeconds(0.5), "/replicasets") });
        var caches = new SharedCaches(late);
        var time = TimeProvider.System;
        var context = new ControlContext(late, caches, new EventRecorder(late, time, NullLogger.Instance), time, NullLogger.Instance);
        IControlLoop[] loops = [new DeploymentController(context), new ReplicaSetController(context)];
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll([caches.RunAsync(stop.Token), .. loops.Select(loop => loop.RunAsync(stop.Token))]);
        await caches.WaitForSyncAsync(TestContext.Current.CancellationToken);

        await CreateAsync(Deployments, Workload);
        await UntilSetsAsync(1);
        foreach (var version in (int[])[2, 3])
        {
            await Client.PatchAsync(Deployments, "default", "web", Patch.Strategic(Yaml.Read($$"""spec: { template: { spec: { containers: [ { name: c, image: "ok:{{version}}" } ] } } }""")));
            await UntilSetsAsync(version);
        }

        Assert.Equal(["1", "2", "3"], (await SetsAsync()).OrderBy(set => set.Spec.Template!.Spec.Containers[0].Image, StringComparer.Ordinal).Select(set => set.Metadata.Annotations[Revision]));
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task<IReadOnlyList<Deploy.Kubernetes.Models.ReplicaSet>> SetsAsync() => (await Client.ListAllAsync(Resources.ReplicaSets, "default")).Items;

    private Task UntilSetsAsync(int count) => Eventually.UntilAsync(async () => (await SetsAsync()).Count == count, $"{count} replica sets");
}
