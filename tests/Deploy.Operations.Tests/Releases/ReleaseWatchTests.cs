using System.Threading.Channels;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Tests.Releases;

public sealed class ReleaseWatchTests(ReleaseCluster cluster)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Tells_how_a_batched_release_stands_until_it_is_done()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 4));
        await using var watch = new Following(bed);
        await watch.UntilAsync(standing => standing is { IsOpen: false, Module: "biz1", Version: "1.0.0" });

        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", new ReleaseOptions { Strategy = StrategyKind.Batched, Batches = new BatchOptions { Size = 2 } });
        var paused = await watch.UntilAsync(standing => standing.Phase == ReleasePhase.Paused);
        Assert.True(paused.IsOpen);
        Assert.Equal(("1.0.0", "2.0.0", 4, 1, 2), (paused.FromVersion, paused.Version, paused.Desired, paused.Batch, paused.Batches));
        Assert.NotNull(paused.StartedAt);
        Assert.Contains("Batch 1 of 2", paused.Message, StringComparison.Ordinal);
        var replicas = await new ReplicaReader(bed.Client, TimeProvider.System).ListAsync(new ReplicaQuery { Namespace = bed.Namespace });
        Assert.Equal(2, replicas.Count(paused.Brings));
        Assert.All(replicas.Where(paused.Brings), replica => Assert.Equal("2.0.0", replica.Version));

        await bed.ResumeAsync();
        var done = await watch.UntilAsync(standing => standing.Phase == ReleasePhase.Succeeded && standing.Version == "2.0.0");
        Assert.False(done.IsOpen);
    }

    [Fact]
    public async Task A_failed_release_is_open_and_says_why()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        await using var watch = new Following(bed);
        await Assert.ThrowsAsync<Deploy.Operations.Errors.DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/missing:2"));
        var failed = await watch.UntilAsync(standing => standing.Phase == ReleasePhase.Failed);
        Assert.True(failed.IsOpen);
        Assert.StartsWith("Image.NotFound: ", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.0.0", "2.0.0", 2, "2.0.0", "1", true)]
    [InlineData("1.0.0", "2.0.0", 2, "1.0.0", "2", false)]
    [InlineData("1.0.0", "1.0.0", 3, "1.0.0", "3", true)]
    [InlineData("1.0.0", "1.0.0", 3, "1.0.0", "2", false)]
    public void A_release_brings_the_replicas_of_its_version_or_where_that_stays_of_its_revision(
        string from, string to, long revision, string replicaVersion, string replicaRevision, bool brings)
    {
        var standing = new ReleaseStanding { Namespace = "a", Module = "biz1", FromVersion = from, Version = to, Revision = revision };
        var replica = new ReplicaStatus { Name = "x", Namespace = "a", Module = "biz1", Version = replicaVersion, State = ReplicaState.Responsive, Revision = replicaRevision };
        Assert.Equal(brings, standing.Brings(replica));
        Assert.False(standing.Brings(replica with { Namespace = "b" }));
    }

    private sealed class Following : IAsyncDisposable
    {
        private readonly Channel<ReleaseStanding> _standings = Channel.CreateUnbounded<ReleaseStanding>();
        private readonly CancellationTokenSource _stop = new(s_patience, TimeProvider.System);
        private readonly Task _pump;

        public Following(ReleaseBed bed) => _pump = PumpAsync(bed);

        public async Task<ReleaseStanding> UntilAsync(Func<ReleaseStanding, bool> fits)
        {
            await foreach (var standing in _standings.Reader.ReadAllAsync(_stop.Token))
            {
                if (fits(standing))
                    return standing;
            }
            throw new InvalidOperationException("The watch ended.");
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        private async Task PumpAsync(ReleaseBed bed)
        {
            await foreach (var standing in new ReleaseWatch(bed.Client, TimeProvider.System).WatchAsync(bed.Namespace, _stop.Token))
                await _standings.Writer.WriteAsync(standing, _stop.Token);
        }
    }
}
