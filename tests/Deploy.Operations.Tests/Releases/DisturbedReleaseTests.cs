using System.Net;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Others, time and the server get in the way.</summary>
public sealed class DisturbedReleaseTests(ReleaseCluster cluster)
{
    private static readonly ReleaseOptions s_ones = new() { Strategy = StrategyKind.Batched, Batches = new BatchOptions { Size = 1 } };

    [Fact]
    public async Task An_image_set_by_kubectl_in_the_middle_takes_over()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_ones);
        await KubectlMoves.SetImageAsync(bed, "registry.local/ok:9");
        await RevisionAsync(bed, 3);
        Assert.Equal(ReleaseStatus.Closed, (await bed.ResumeAsync()).Status);
        await bed.Releases.WaitAsync(bed.Namespace, "biz1", TimeSpan.FromSeconds(20));
        Assert.All((await bed.PodsAsync()).Where(pod => pod.Metadata.DeletionTimestamp is null), pod => Assert.Equal("registry.local/ok:9", pod.Spec.Containers[0].Image));
        Assert.Equal(0, (await bed.ReadAsync("Deployment")).CountAt("spec", "minReadySeconds"));
    }

    [Fact]
    public async Task A_variable_set_by_kubectl_in_the_middle_goes_along()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_ones);
        await KubectlMoves.SetEnvironmentAsync(bed, "COLOUR", "blue");
        await RevisionAsync(bed, 3);
        Assert.Equal(ReleaseStatus.Current, (await bed.ResumeAsync(s_ones with { Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never } })).Status);
        var pods = (await bed.PodsAsync()).Where(pod => pod.Metadata.DeletionTimestamp is null).ToList();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod => Assert.Contains(pod.Spec.Containers[0].Env, variable => variable is { Name: "COLOUR", Value: "blue" }));
        Assert.Equal(0, (await bed.ReadAsync("Deployment")).CountAt("spec", "minReadySeconds"));
    }

    [Fact]
    public async Task A_second_operator_is_refused_while_the_first_drives_and_can_suspend_it()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        var waiting = s_ones with { Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never, WaitBetween = TimeSpan.FromMinutes(10) } };
        var first = bed.ReplaceAsync("2.0.0", "registry.local/ok:2", waiting);
        await Eventually.UntilAsync(async () => (await bed.ReadyByVersionAsync()).GetValueOrDefault("2.0.0") == 1, "the first batch");

        var second = bed.As("second");
        var refused = await Assert.ThrowsAsync<DeployException>(() => second.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "3.0.0" }));
        Assert.Equal(ReleaseCodes.Locked, refused.Code);
        Assert.Contains("driven by tester", refused.Message, StringComparison.Ordinal);

        await second.RunAsync(await second.PlanSuspendAsync(bed.Namespace, "biz1"));
        Assert.Equal(ReleaseStatus.Paused, (await first).Status);
        Assert.Equal(1, (await bed.ReadyByVersionAsync())["2.0.0"]);
    }

    /// <summary>Two jobs of one PowerShell are one user in one process.</summary>
    [Fact]
    public async Task Two_runs_of_one_process_exclude_each_other_as_two_operators_do()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        var (one, other) = (new ModuleReleases(bed.Client, TimeProvider.System), new ModuleReleases(bed.Client, TimeProvider.System));
        using var stop = new CancellationTokenSource();
        var waiting = s_ones with { Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never, WaitBetween = TimeSpan.FromMinutes(10) } };
        var first = one.RunAsync(await one.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, waiting), null, stop.Token);
        await Eventually.UntilAsync(async () => (await bed.ReadyByVersionAsync()).GetValueOrDefault("2.0.0") == 1, "the first batch");
        var refused = await Assert.ThrowsAsync<DeployException>(() => other.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "3.0.0" }));
        Assert.Equal(ReleaseCodes.Locked, refused.Code);
        Assert.Contains($"{Environment.UserName}@{Environment.MachineName}/{Environment.ProcessId}-", refused.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    /// <summary>However each step of a release is refused, or never answered: it ends in its time, and says what stood in its way.</summary>
    [Theory]
    [InlineData(StrategyKind.Rolling, false)]
    [InlineData(StrategyKind.Batched, false)]
    [InlineData(StrategyKind.Safe, false)]
    [InlineData(StrategyKind.Rolling, true)]
    [InlineData(StrategyKind.Batched, true)]
    [InlineData(StrategyKind.Safe, true)]
    public async Task It_ends_in_its_time_though_no_write_is_taken_any_more(StrategyKind strategy, bool isSilent)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2) with { Service = new ModuleService { Port = 8080 } });
        using var handler = new DeafHandler(bed.Host.CreateHandler(), taken: strategy == StrategyKind.Safe ? 3 : 1, isSilent);
        using var client = bed.Host.Through(handler, new KubernetesClientOptions { RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetryDelay = TimeSpan.FromMilliseconds(50) });
        var releases = new ModuleReleases(client, TimeProvider.System);
        var options = new ReleaseOptions { Strategy = strategy, Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never }, Safe = new SafeOptions { Grace = TimeSpan.Zero }, Timeout = TimeSpan.FromSeconds(4) };
        var plan = await releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, options);
        var run = releases.RunAsync(plan);
        Assert.Same(run, await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken)));
        var late = await Assert.ThrowsAsync<DeployException>(() => run);
        Assert.Equal(ReleaseCodes.TimedOut, late.Code);
        Assert.NotEqual(0, handler.Refused);
    }

    [Fact]
    public async Task When_the_time_is_up_the_release_stays_open_and_its_lock_is_given_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        var plan = await bed.Releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/slow-pull:2" }, new ReleaseOptions { Timeout = TimeSpan.FromSeconds(1) });
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.RunAsync(plan));
        Assert.Equal(ReleaseCodes.TimedOut, failure.Code);
        Assert.Null((await bed.ReadAsync("Deployment")).At("metadata", "annotations", ModuleLabels.Lock));
        Assert.Equal(1, (await bed.ReadyByVersionAsync())["1.0.0"]);
        Assert.Equal(ReleaseStatus.Running, (await bed.HistoryAsync())[0].Status);
    }

    [Fact]
    public async Task Cancelled_it_stays_as_it_is_and_goes_on_when_resumed()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        var waiting = s_ones with { Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never, WaitBetween = TimeSpan.FromSeconds(2) } };
        using var stop = new CancellationTokenSource();
        var plan = await bed.Releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, waiting);
        // Cancelled by its own progress: a look from outside could come too late on a busy machine.
        var first = new Told(progress => progress is { Batch: 1, Responsive: 1 }, stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bed.Releases.RunAsync(plan, first, stop.Token));

        var other = bed.As("other");
        var done = await other.RunAsync(await other.PlanResumeAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null)));
        Assert.Equal(("2.0.0", ReleaseStatus.Current), (done.Version, done.Status));
        Assert.Equal(new Dictionary<string, int> { ["2.0.0"] = 2 }, await bed.ReadyByVersionAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.Conflict)]
    public async Task A_server_that_refuses_for_a_while_is_survived(HttpStatusCode status)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        using var handler = new RefusingHandler(bed.Host.CreateHandler(), status);
        using var client = bed.Host.Through(handler, new KubernetesClientOptions { RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetryDelay = TimeSpan.FromMilliseconds(50) });
        var releases = new ModuleReleases(client, TimeProvider.System, new ReleaseEnvironment { Holder = "tester" });
        var options = ReleaseBed.Bounded(s_ones with { Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never } });
        var done = await releases.RunAsync(await releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, options));
        Assert.Equal(("2.0.0", 2), (done.Version, done.Responsive));
        Assert.NotEqual(0, handler.Refused);
    }

    [Fact]
    public async Task A_wait_for_what_nobody_drives_ends_and_says_so()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_ones);
        var paused = await Assert.ThrowsAsync<DeployException>(() => bed.Releases.WaitAsync(bed.Namespace, "biz1", TimeSpan.FromSeconds(20)));
        Assert.Equal(ReleaseCodes.Paused, paused.Code);
        await bed.ResumeAsync();
        Assert.Equal("2.0.0", (await bed.Releases.WaitAsync(bed.Namespace, "biz1", TimeSpan.FromSeconds(20))).Version);
    }

    [Fact]
    public async Task A_first_publish_that_fails_is_followed_by_a_good_one()
    {
        var bed = await cluster.BedAsync();
        await Assert.ThrowsAsync<DeployException>(() => bed.PublishAsync(bed.Spec(image: "registry.local/missing:1")));
        var good = await bed.PublishAsync(bed.Spec("1.0.1"));
        Assert.Equal((ReleaseStatus.Current, 3), (good.Status, good.Responsive));
    }

    [Fact]
    public async Task A_replica_must_have_answered_for_as_long_as_asked()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", new ReleaseOptions { Gate = new GateOptions { ResponsiveFor = TimeSpan.FromSeconds(2) } });
        var pod = Assert.Single(await bed.PodsAsync(), pod => pod.Metadata.DeletionTimestamp is null);
        var since = pod.Status.Conditions.First(condition => condition.Type == "Ready").LastTransitionTime;
        var record = System.Text.Json.Nodes.JsonNode.Parse((await bed.ReadAsync("Deployment")).TextAt("metadata", "annotations", ModuleLabels.Release)!);
        Assert.Equal("Succeeded", record.TextAt("phase"));
        Assert.True(TimeProvider.System.GetUtcNow() - since >= TimeSpan.FromSeconds(2));
    }

    private static Task RevisionAsync(ReleaseBed bed, long revision) => Eventually.UntilAsync(
        async () => new Workload(ModuleKind.Deployment, await bed.ReadAsync("Deployment")).Revision == revision, $"revision {revision}");

    private sealed class RefusingHandler(HttpMessageHandler inner, HttpStatusCode status) : DelegatingHandler(inner)
    {
        private int _requests;
        private int _refused;

        public int Refused => _refused;

        // Every third write is refused (the first one goes through), as by a server under load or a controller that was faster.
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get || Interlocked.Increment(ref _requests) % 3 != 2)
                return base.SendAsync(request, cancellationToken);
            Interlocked.Increment(ref _refused);
            return Task.FromResult(new HttpResponseMessage(status)
            {
                Content = new StringContent($$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{status}}","message":"planted","code":{{(int)status}}}""", System.Text.Encoding.UTF8, "application/json"),
            });
        }
    }

    private sealed class Told(Func<ReleaseProgress, bool> what, Action then) : IProgress<ReleaseProgress>
    {
        public void Report(ReleaseProgress value)
        {
            if (what(value))
                then();
        }
    }

    // From some write on it takes none: each is answered by 500, or not at all.
    private sealed class DeafHandler(HttpMessageHandler inner, int taken, bool isSilent) : DelegatingHandler(inner)
    {
        private int _writes;

        public int Refused => Math.Max(0, _writes - taken);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get || request.RequestUri!.Query.Contains("dryRun", StringComparison.Ordinal) || Interlocked.Increment(ref _writes) <= taken)
                return await base.SendAsync(request, cancellationToken);
            if (isSilent)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.InternalServerError)
            {
                Content = new StringContent("""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"etcd is gone","reason":"InternalError","code":500}""", null, "application/json"),
            };
        }
    }
}
