using System.Net;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Every write in turn is answered with an error, whether the server took it or not. The release goes on, and it stays one.</summary>
public sealed class UnknownOutcomeTests(ReleaseCluster cluster)
{
    private const int AtOnce = 6;

    public enum Trouble
    {
        Refused,
        AppliedThenError,
        AppliedThenLost,
    }

    public static TheoryData<StrategyKind, Trouble> Cases()
    {
        var cases = new TheoryData<StrategyKind, Trouble>();
        foreach (var strategy in Enum.GetValues<StrategyKind>())
        {
            foreach (var trouble in Enum.GetValues<Trouble>())
                cases.Add(strategy, trouble);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_replace_goes_on(StrategyKind strategy, Trouble trouble) => EachWriteAsync(write => ReplaceAsync(strategy, trouble, write));

    [Theory]
    [InlineData(Trouble.Refused)]
    [InlineData(Trouble.AppliedThenError)]
    [InlineData(Trouble.AppliedThenLost)]
    public Task A_first_publish_goes_on(Trouble trouble) => EachWriteAsync(write => PublishAsync(trouble, write));

    [Theory]
    [InlineData(Trouble.Refused)]
    [InlineData(Trouble.AppliedThenError)]
    public async Task A_scale_and_a_removal_go_on(Trouble trouble)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        using var scaling = Faulty(bed, trouble, 1);
        var scaled = await scaling.Releases.RunAsync(await scaling.Releases.PlanResizeAsync(bed.Namespace, "biz1", 3, ReleaseBed.Bounded(null)));
        Assert.Equal((3, 3), (scaled.Replicas, scaled.Responsive));
        Assert.True(scaling.Handler.WasReached);

        using var removing = Faulty(bed, trouble, 1);
        var gone = await removing.Releases.RunAsync(await removing.Releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null)));
        Assert.Equal(ReleaseStatus.Unpublished, gone.Status);
        Assert.True(removing.Handler.WasReached);
        Assert.Null(await bed.Client.FindAsync(WorkloadResources.Deployments, bed.Namespace, "biz1"));
    }

    [Fact]
    public async Task A_server_that_goes_on_refusing_ends_it_within_the_timeout()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        using var faulty = Faulty(bed, Trouble.Refused, 1, int.MaxValue);
        var options = new ReleaseOptions { Timeout = TimeSpan.FromSeconds(1) };
        var plan = await faulty.Releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, options);
        var failure = await Assert.ThrowsAsync<DeployException>(() => faulty.Releases.RunAsync(plan));
        Assert.Equal("KubeAPIServer", failure.Code.Source);
        Assert.Equal(1, (await bed.ReadyByVersionAsync())["1.0.0"]);
    }

    // In groups, until a release made fewer writes than the one that was to fail.
    private static async Task EachWriteAsync(Func<int, Task<bool>> run)
    {
        var first = 1;
        bool[] reached;
        do
        {
            reached = await Task.WhenAll(Enumerable.Range(first, AtOnce).Select(run));
            first += AtOnce;
        }
        while (reached.All(was => was));
        Assert.True(reached[0] || first > AtOnce + 1, "The release made no write at all.");
    }

    private async Task<bool> ReplaceAsync(StrategyKind strategy, Trouble trouble, int write)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2) with { Service = new ModuleService { Port = 8080 } });
        using var faulty = Faulty(bed, trouble, write);
        var options = ReleaseBed.Bounded(new ReleaseOptions
        {
            Strategy = strategy,
            Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never },
            Safe = new SafeOptions { Grace = TimeSpan.Zero },
        });
        var plan = await faulty.Releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, options);
        var done = await faulty.Releases.RunAsync(plan);
        Assert.Equal((ReleaseStatus.Current, "2.0.0", 2L), (done.Status, done.Version, done.Revision));
        Assert.Equal(new Dictionary<string, int> { ["2.0.0"] = 2 }, await bed.ReadyByVersionAsync());
        Assert.Equal(2, (await bed.HistoryAsync()).Count);
        var deployment = await bed.ReadAsync("Deployment");
        Assert.Equal(0, deployment.CountAt("spec", "minReadySeconds"));
        Assert.Null(deployment.At("metadata", "annotations", ModuleLabels.Lock));
        Assert.Null((await bed.ReadAsync("Service")).At("spec", "selector", "pod-template-hash"));
        return faulty.Handler.WasReached;
    }

    private async Task<bool> PublishAsync(Trouble trouble, int write)
    {
        var bed = await cluster.BedAsync();
        using var faulty = Faulty(bed, trouble, write);
        var request = ReleaseRequest.FromSpec(bed.Spec(replicas: 2) with { Service = new ModuleService { Port = 8080 } }, ReleaseBed.Bounded(null));
        var done = await faulty.Releases.RunAsync(await faulty.Releases.PlanPublishAsync(request));
        Assert.Equal((ReleaseStatus.Current, 1L, 2), (done.Status, done.Revision, done.Responsive));
        Assert.NotNull(await bed.Client.FindAsync(WorkloadResources.Services, bed.Namespace, "biz1"));
        Assert.Null((await bed.ReadAsync("Deployment")).At("metadata", "annotations", ModuleLabels.Lock));
        return faulty.Handler.WasReached;
    }

    private static FaultyClient Faulty(ReleaseBed bed, Trouble trouble, int write, int last = 0)
    {
        var handler = new FaultyHandler(bed.Host.CreateHandler(), trouble, write, Math.Max(write, last));
        return new FaultyClient(handler, bed.Host.Through(handler, new KubernetesClientOptions { MaxRetries = 0 }));
    }

    private sealed record FaultyClient(FaultyHandler Handler, KubernetesClient Client) : IDisposable
    {
        public ModuleReleases Releases { get; } = new(Client, TimeProvider.System, new ReleaseEnvironment { Holder = "tester" });

        public void Dispose()
        {
            Client.Dispose();
            Handler.Dispose();
        }
    }

    private sealed class FaultyHandler(HttpMessageHandler inner, Trouble trouble, int first, int last) : DelegatingHandler(inner)
    {
        private int _writes;

        public bool WasReached { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get || Interlocked.Increment(ref _writes) is var write && (write < first || write > last))
                return await base.SendAsync(request, cancellationToken);
            WasReached = true;
            if (trouble != Trouble.Refused)
                (await base.SendAsync(request, cancellationToken)).Dispose();
            return trouble == Trouble.AppliedThenLost ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was lost.") : Answer();
        }

        private static HttpResponseMessage Answer() => new(HttpStatusCode.InternalServerError)
        {
            Content = new StringContent("""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"InternalError","message":"planted","code":500}""", System.Text.Encoding.UTF8, "application/json"),
        };
    }
}
