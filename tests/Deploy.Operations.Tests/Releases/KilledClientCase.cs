using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Releases;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>The driving client dies at every write in turn, before or after the server took it. Another one goes on or rolls back.</summary>
public abstract class KilledClientCase(ReleaseCluster cluster, ITestOutputHelper output, StrategyKind strategy)
{
    private const int AtOnce = 6;

    [Theory]
    [InlineData(ClusterKind.Embedded)]
    [InlineData(ClusterKind.Real)]
    public Task Another_goes_on_or_rolls_back(ClusterKind kind) => Task.WhenAll(
        EachWriteAsync(kind, afterServer: true, rollback: false),
        EachWriteAsync(kind, afterServer: true, rollback: true),
        kind == ClusterKind.Real ? Task.CompletedTask : EachWriteAsync(kind, afterServer: false, rollback: false),
        kind == ClusterKind.Real ? Task.CompletedTask : EachWriteAsync(kind, afterServer: false, rollback: true));

    private async Task EachWriteAsync(ClusterKind kind, bool afterServer, bool rollback)
    {
        var points = 0;
        bool[] died;
        do
        {
            died = await Task.WhenAll(Enumerable.Range(points + 1, AtOnce).Select(write => DieAtAsync(kind, write, afterServer, rollback)));
            points += died.Count(dead => dead);
        }
        while (died.All(dead => dead));
        output.WriteLine($"{points} kill points of a {strategy} release, {(afterServer ? "after" : "before")} the server took the write, then {(rollback ? "rolled back" : "gone on with")}");
        Assert.NotEqual(0, points);
    }

    /// <summary>Replicas that the module has.</summary>
    protected abstract int Replicas { get; }

    /// <summary>Publishes version 1.0.0.</summary>
    protected abstract Task PublishAsync(ReleaseBed bed);

    /// <summary>Fails where something of the release is left on the workload.</summary>
    protected abstract Task AssertCleanAsync(ReleaseBed bed, string when);

    private async Task<bool> DieAtAsync(ClusterKind kind, int write, bool afterServer, bool rollback)
    {
        var bed = await cluster.BedAsync(kind);
        await PublishAsync(bed);
        if (!await ReplaceAndDieAsync(bed, write, afterServer))
            return false;
        var seen = (await bed.ModuleAsync()).Version;
        var turned = await ContinueAsync(bed, rollback);
        var expected = turned && rollback ? "1.0.0" : seen;
        IReadOnlyDictionary<string, int> ready = await bed.ReadyByVersionAsync();
        // A node that has already begun to exchange a bare pod's container ends that first.
        if (Replicas == 1)
            await Eventually.UntilAsync(async () => (ready = await bed.ReadyByVersionAsync()).Count == 1, $"write {write}: a ready replica", TimeSpan.FromSeconds(60));
        Assert.True(ready.Count == 1 && ready.GetValueOrDefault(expected) == Replicas, $"write {write}: {expected} is expected, there is {string.Join(", ", ready)}.\n{string.Join('\n', bed.Progress.Select(progress => progress.Message))}");
        Assert.Null((await bed.ModuleAsync()).Release);
        await AssertCleanAsync(bed, $"write {write}");
        return true;
    }

    private async Task<bool> ReplaceAndDieAsync(ReleaseBed bed, int write, bool afterServer)
    {
        using var life = new CancellationTokenSource();
        using var handler = new DyingHandler(bed.Host.CreateHandler(), write, afterServer, life.Cancel);
        using var client = bed.Host.Through(handler, new KubernetesClientOptions { MaxRetries = 0 });
        var releases = new ModuleReleases(client, TimeProvider.System, new ReleaseEnvironment { Holder = "dying" });
        var options = ReleaseBed.Bounded(new ReleaseOptions
        {
            Strategy = strategy,
            Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never },
            Safe = new SafeOptions { Grace = TimeSpan.Zero },
            AcceptDowntime = true,
        });
        try
        {
            await releases.RunAsync(await releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, options), null, life.Token);
            return handler.IsDead;
        }
        catch (Exception failure) when (failure is OperationCanceledException or DeployException && handler.IsDead)
        {
            return true;
        }
    }

    // Whoever comes next breaks the lock of the dead, and finds a release to end, one that has ended, or one that never began.
    private static async Task<bool> ContinueAsync(ReleaseBed bed, bool rollback)
    {
        var options = new ReleaseOptions { Force = true };
        try
        {
            if (rollback)
                await bed.StopAsync(rollback: true, options);
            else
                await bed.ResumeAsync(options);
            return true;
        }
        catch (DeployException failure) when (failure.Code == ReleaseCodes.NotOpen || failure.Code == ReleaseCodes.Interrupted)
        {
            // It had ended, or never began: then what runs is to stay.
            return false;
        }
    }

    private sealed class DyingHandler(HttpMessageHandler inner, int write, bool afterServer, Action died) : DelegatingHandler(inner)
    {
        private int _writes;

        public bool IsDead { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Get && Interlocked.Increment(ref _writes) >= write)
            {
                if (afterServer && !IsDead)
                    (await base.SendAsync(request, cancellationToken)).Dispose();
                IsDead = true;
                died();
            }
            if (IsDead)
                throw new HttpRequestException(HttpRequestError.ConnectionError, "The client is dead.");
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
