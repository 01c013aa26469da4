using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Storage.Packages;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance.Refresh;

/// <summary>
/// URLs of a Deployment with three revisions, the first and the last of the same package. On plain nodes a URL is no
/// image, so the replicas never start here; that none is replaced shows all the same.
/// </summary>
public sealed class UrlRefreshTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync();

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    [Fact]
    public async Task Every_revision_gets_a_fresh_url_and_no_replica_is_replaced()
    {
        await PublishAsync("orders");
        var before = await StateAsync("orders");

        var report = await new RefreshUrls(lab.Context()).RunAsync(lab.Now.AddDays(1), Token);

        Assert.True(report is { Outcome: MaintenanceOutcome.Completed, Done: 1 }, report.ToString() + string.Join(';', report.Steps));
        await AssertRefreshedAsync("orders", before, paused: false);
    }

    [Fact]
    public async Task It_leaves_no_note_in_the_history()
    {
        await PublishAsync("orders");
        for (var round = 1; round <= 10; round++)
        {
            await new RefreshUrls(lab.Context()).RefreshAsync(ModuleKind.Deployment, MaintenanceLab.Ns, "orders", lab.Now, Token);
            await SettledAsync("orders");
            Assert.True((await SetsAsync("orders")).All(set => !DeploymentHistory.IsNoted(set)), $"a note is left in round {round}");
        }
    }

    [Fact]
    public async Task What_is_not_due_costs_no_write()
    {
        await PublishAsync("orders", TimeSpan.FromDays(60));
        var kill = KillSwitch.Never;

        var report = await new RefreshUrls(lab.Context(kill: kill)).RunAsync(lab.Now, Token);

        Assert.Equal(0, report.Done);
        Assert.All(kill.Log, w => Assert.Contains("/leases", w, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operators_own_pause_stays()
    {
        await PublishAsync("orders");
        await lab.Client.PatchAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, "orders", Patch.Merge(new() { ["spec"] = new JsonObject { ["paused"] = true } }), null, Token);
        var before = await StateAsync("orders");

        await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);

        await AssertRefreshedAsync("orders", before, paused: true);
    }

    [Fact]
    public async Task A_workload_that_is_being_released_waits()
    {
        await PublishAsync("orders");
        var held = $$"""{"holder":"somebody","reason":"publish","release":"r1","expires":"{{lab.Now.AddMinutes(5):O}}"}""";
        var annotation = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ModuleLabels.Lock] = held } } };
        await lab.Client.PatchAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, "orders", Patch.Merge(annotation), null, Token);

        var report = await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);

        Assert.Equal((0, 1), (report.Done, report.Postponed));
    }

    [Fact]
    public async Task A_rollback_that_copies_the_note_back_does_no_harm()
    {
        await PublishAsync("orders");
        await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);
        var stale = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RefreshNote.Annotation] = "{\"paused\":true}" } } };
        await lab.Client.PatchAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, "orders", Patch.Merge(stale), null, Token);
        var before = await StateAsync("orders");

        await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);

        await AssertRefreshedAsync("orders", before, paused: false);
    }

    [Fact]
    public async Task Killed_after_any_write_the_next_run_finishes()
    {
        var points = 0;
        for (var done = false; !done; points++)
        {
            var name = $"orders-{points}";
            await PublishAsync(name);
            var before = await StateAsync(name);
            var kill = new KillSwitch(points + 1);
            var options = new MaintenanceOptions { Parallel = 1 };

            await kill.UntilDeadAsync(new RefreshUrls(lab.Context(options, kill)).RunAsync(lab.Now, Token));
            done = !kill.IsDead;
            await lab.ForgetLeaseAsync(RefreshUrls.TaskName);
            var report = await new RefreshUrls(lab.Context(options)).RunAsync(lab.Now, Token);

            Assert.True(report.Outcome == MaintenanceOutcome.Completed, $"after write {points + 1}: {report} {string.Join(';', report.Steps)} {string.Join(", ", kill.Log)}");
            output.WriteLine($"after {kill.Log.LastOrDefault()}");
            await AssertRefreshedAsync(name, before, paused: false);
        }
        output.WriteLine($"{points - 1} kill points of a refresh");
        Assert.True(points > 6);
    }

    public static TheoryData<string, string> Refusals
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var write in new[] { "first set", "last set", "template", "pause" })
            {
                foreach (var fault in new[] { "503", "403", "timeout", "503 though written" })
                    cases.Add(write, fault);
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task Whatever_write_fails_after_the_pause_the_pause_is_taken_back_in_the_same_run(string write, string fault)
    {
        await PublishAsync("orders");
        var before = await StateAsync("orders");
        var current = (await DeploymentHistory.ReadAsync(lab.Client, MaintenanceLab.Ns, "orders", lab.Store.Packages.Recognise, Token))!.Current!;
        using var handler = new RefusingHandler(lab.Cluster.CreateHandler(), fault, (path, body) => write switch
        {
            "first set" => path.Contains("/replicasets/", StringComparison.Ordinal) && !path.EndsWith(DeploymentHistory.NameOf(current), StringComparison.Ordinal),
            "last set" => path.EndsWith(DeploymentHistory.NameOf(current), StringComparison.Ordinal),
            "template" => path.EndsWith("/deployments/orders", StringComparison.Ordinal) && body.Contains("/spec/template", StringComparison.Ordinal),
            _ => path.EndsWith("/deployments/orders", StringComparison.Ordinal) && body.Contains("startedOn", StringComparison.Ordinal),
        }, most: write == "template" ? 2 : int.MaxValue);
        using var client = new KubernetesClient(lab.Cluster.Connection with { Handler = handler }, new() { TimeProvider = lab.Time, MaxRetries = 0 });

        var report = await new RefreshUrls(new MaintenanceContext(client, lab.Store, new() { Parallel = 1 }, lab.Time)).RunAsync(lab.Now, Token);

        Assert.True(handler.Refused > 0);
        Assert.Equal((1, 0), (report.Failed, report.Done));
        await AssertAsBeforeAsync("orders", before);
        handler.IsOn = false;
        await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);
        await AssertRefreshedAsync("orders", before, paused: false);
    }

    [Fact]
    public async Task Told_to_stop_in_the_middle_it_takes_the_pause_back()
    {
        await PublishAsync("orders");
        var before = await StateAsync("orders");
        using var stop = new CancellationTokenSource();
        using var handler = new RefusingHandler(lab.Cluster.CreateHandler(), "", (path, _) =>
        {
            if (path.Contains("/replicasets/", StringComparison.Ordinal))
                stop.Cancel();
            return false;
        });
        using var client = new KubernetesClient(lab.Cluster.Connection with { Handler = handler }, new() { TimeProvider = lab.Time, MaxRetries = 0 });

        var report = await new RefreshUrls(new MaintenanceContext(client, lab.Store, new() { Parallel = 1 }, lab.Time)).RunAsync(lab.Now, stop.Token);

        Assert.Equal(MaintenanceOutcome.Interrupted, report.Outcome);
        await AssertAsBeforeAsync("orders", before);
    }

    [Theory]
    [InlineData("a release command")]
    [InlineData("another timer")]
    public async Task Killed_after_any_write_whatever_comes_next_takes_the_pause_back(string next)
    {
        var (points, wasPaused) = (0, 0);
        for (var done = false; !done; points++)
        {
            var name = $"orders-{points}";
            await PublishAsync(name);
            var before = await StateAsync(name);
            var kill = new KillSwitch(points + 1);
            await kill.UntilDeadAsync(new RefreshUrls(lab.Context(new() { Parallel = 1 }, kill)).RunAsync(lab.Now, Token));
            done = !kill.IsDead;
            wasPaused += await IsPausedAsync(name) ? 1 : 0;
            // Long enough after that no renewal can be at it still.
            var later = new AheadTime(TimeSpan.FromMinutes(6));
            if (next == "a release command")
            {
                var releases = new ModuleReleases(lab.Client, later, new() { Holder = "tester" });
                await releases.RunAsync(await releases.PlanResizeAsync(MaintenanceLab.Ns, name, 2, new() { Wait = false }, Token), null, Token);
            }
            else
                await new StuckDeletions(new MaintenanceContext(lab.Client, null, null, later)).RunAsync(later.GetUtcNow(), Token);

            await AssertAsBeforeAsync(name, before);
            await lab.ForgetLeaseAsync(RefreshUrls.TaskName);
            // Renewed it is not due any more, so that the next to be killed is the next one.
            Assert.Equal(MaintenanceOutcome.Completed, (await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token)).Outcome);
        }
        output.WriteLine($"{points - 1} kill points, {wasPaused} of them left it paused");
        Assert.True(wasPaused >= 4, $"{wasPaused} of {points}");
    }

    [Fact]
    public async Task A_command_waits_for_a_renewal_that_is_under_way_and_says_so()
    {
        await PublishAsync("orders");
        // Killed right after the pause: for minutes nobody can tell it from one that goes on.
        var kill = new KillSwitch(2);
        await kill.UntilDeadAsync(new RefreshUrls(lab.Context(new() { Parallel = 1 }, kill)).RunAsync(lab.Now, Token));
        Assert.True(await IsPausedAsync("orders"));
        var releases = new ModuleReleases(lab.Client, lab.Time, new() { Holder = "tester" });
        var plan = await releases.PlanResizeAsync(MaintenanceLab.Ns, "orders", 3, new() { Wait = false }, Token);
        var said = new List<string>();
        var run = releases.RunAsync(plan, new Said(said), Token);
        await Eventually.UntilAsync(() => said.Exists(text => text.Contains("waits for the renewal of its package URLs", StringComparison.Ordinal)), "the wait");
        Assert.False(run.IsCompleted);

        await lab.ForgetLeaseAsync(RefreshUrls.TaskName);
        await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);

        Assert.Equal(3, (await run).Replicas);
        Assert.False(await IsPausedAsync("orders"));
    }

    [Fact]
    public async Task The_operators_change_in_the_middle_still_rolls_out()
    {
        await PublishAsync("orders");
        // Killed right after the pause (its lease is the first write).
        var kill = new KillSwitch(2);
        await kill.UntilDeadAsync(new RefreshUrls(lab.Context(new() { Parallel = 1 }, kill)).RunAsync(lab.Now, Token));
        await lab.ForgetLeaseAsync(RefreshUrls.TaskName);
        await SetImageAsync("orders", (await StoreAsync("orders", "3")).Url.AbsoluteUri);
        var pods = (await StateAsync("orders")).Pods;

        await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);

        await Eventually.UntilAsync(async () => (await SetsAsync("orders")).Count == 4 && !(await StateAsync("orders")).Pods.SetEquals(pods), "the operator's change");
    }

    private async Task PublishAsync(string name, TimeSpan? life = null)
    {
        var first = await StoreAsync(name, "1", life);
        // Replicas that never start would hold a careful rollout up half-way, and then anything could go on when it is resumed.
        await lab.DeployAsync(name, first.Url.AbsoluteUri, 2, "{rollingUpdate: {maxSurge: 100%, maxUnavailable: 100%} }");
        await SetsAsync(name, 1);
        await SetImageAsync(name, (await StoreAsync(name, "2", life)).Url.AbsoluteUri);
        await SetsAsync(name, 2);
        await SetImageAsync(name, (await lab.Store.Packages.SignUntilAsync(first.Package, first.ExpiresOn.AddMinutes(-1), Token)).Url.AbsoluteUri);
        await SetsAsync(name, 3);
        await Eventually.UntilAsync(async () =>
        {
            var live = new Workload(ModuleKind.Deployment, await lab.Client.GetAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, name, Token));
            return live.ObservedGeneration == live.Generation && live.Revision == 3
                && live.Json.CountAt("status", "updatedReplicas") == 2 && (await lab.PodsAsync(name)).Count == 2;
        }, "three revisions");
        await SettledAsync(name);
    }

    private async Task SettledAsync(string name)
    {
        HashSet<string> last = [];
        await Eventually.UntilAsync(async () =>
        {
            var now = (await StateAsync(name)).Pods;
            var same = now.Count > 0 && now.SetEquals(last);
            last = now;
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
            return same;
        }, "replicas at rest");
    }

    private async Task<SignedUrl> StoreAsync(string module, string version, TimeSpan? life = null)
    {
        byte[] content = [.. Guid.NewGuid().ToByteArray()];
        var upload = new PackageUpload
        {
            Address = new(module, version, "biz.jar"),
            Sha256 = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content)),
            Size = content.Length,
            By = "tests",
            ReadBack = false,
        };
        await lab.Store.Packages.UploadAsync(upload, new MemoryStream(content), null, Token);
        return await lab.Store.Packages.SignAsync(upload.Address, life ?? TimeSpan.FromDays(10), Token);
    }

    private Task SetImageAsync(string name, string image) => lab.Client.PatchAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, name,
        Patch.Json([new JsonObject { ["op"] = "replace", ["path"] = "/spec/template/spec/containers/0/image", ["value"] = image }]), null, Token);

    private async Task<IReadOnlyList<JsonObject>> SetsAsync(string name) =>
        (await lab.Client.ListAllAsync(WorkloadResources.ReplicaSets, MaintenanceLab.Ns, new ListOptions { LabelSelector = $"app={name}" }, Token)).Items;

    private Task SetsAsync(string name, int count) => Eventually.UntilAsync(async () => (await SetsAsync(name)).Count == count, $"{count} revisions of {name}");

    private async Task<(HashSet<string> Pods, long Revision)> StateAsync(string name)
    {
        var live = new Workload(ModuleKind.Deployment, await lab.Client.GetAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, name, Token));
        return ([.. (await lab.PodsAsync(name)).Select(p => p.Metadata.Uid)], live.Revision);
    }

    /// <summary>The controller may have copied the note to a ReplicaSet a moment too late; the next run takes it off.</summary>
    private Task TidiedAsync(string name) => Eventually.UntilAsync(async () =>
    {
        if (!(await SetsAsync(name)).Any(DeploymentHistory.IsNoted))
            return true;
        await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);
        return false;
    }, "no note left behind");

    private async Task<bool> IsPausedAsync(string name) =>
        (await lab.Client.GetAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, name, Token)).TextAt("spec", "paused") == "true";

    /// <summary>Not paused, no note, no replica replaced and no revision more.</summary>
    private async Task AssertAsBeforeAsync(string name, (HashSet<string> Pods, long Revision) before)
    {
        var live = new Workload(ModuleKind.Deployment, await lab.Client.GetAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, name, Token));
        Assert.Null(live.Json.TextAt("spec", "paused"));
        Assert.Equal("", live.Annotation(RefreshNote.Annotation));
        await SettledAsync(name);
        var after = await StateAsync(name);
        Assert.Equal(before.Revision, after.Revision);
        Assert.Equal(before.Pods.Order(), after.Pods.Order());
        Assert.Equal(3, (await SetsAsync(name)).Count);
    }

    private async Task AssertRefreshedAsync(string name, (HashSet<string> Pods, long Revision) before, bool paused)
    {
        var history = (await DeploymentHistory.ReadAsync(lab.Client, MaintenanceLab.Ns, name, lab.Store.Packages.Recognise, Token))!;
        Assert.All(history.AllImages().SelectMany(i => i), i => Assert.True(i.ExpiresOn > lab.Now + Month, i.ToString()));
        Assert.Equal(3, history.Sets.Count);
        Assert.Equal(3, history.Sets.Select(s => DeploymentHistory.TemplateOf(s).ToJsonString()).Distinct().Count());
        Assert.NotNull(history.Current);
        Assert.Equal(paused, history.Deployment.Json.TextAt("spec", "paused") == "true");
        Assert.Equal("", history.Deployment.Annotation(RefreshNote.Annotation));
        await TidiedAsync(name);
        // Whatever the controllers do about it they do within a moment; then it must be as before.
        await SettledAsync(name);
        var after = await StateAsync(name);
        Assert.Equal(before.Revision, after.Revision);
        Assert.Equal(before.Pods.Order(), after.Pods.Order());
        Assert.Equal(3, (await SetsAsync(name)).Count);
    }

    private sealed class AheadTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }

    private sealed class Said(List<string> said) : IProgress<ReleaseProgress>
    {
        public void Report(ReleaseProgress value) => said.Add(value.Message);
    }

    /// <summary>Refuses the writes meant, or answers them with a fault though they were done.</summary>
    private sealed class RefusingHandler(HttpMessageHandler inner, string fault, Func<string, string, bool> which, int most = int.MaxValue) : DelegatingHandler(inner)
    {
        public bool IsOn { get; set; } = true;

        public int Refused { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // What resumes it makes the template follow by the very write that failed: refused for ever, it could not be resumed.
            if (!IsOn || request.Method != HttpMethod.Patch || Refused >= most || !which(request.RequestUri!.AbsolutePath, await request.Content!.ReadAsStringAsync(cancellationToken)))
                return await base.SendAsync(request, cancellationToken);
            Refused++;
            if (fault.EndsWith("written", StringComparison.Ordinal))
                (await base.SendAsync(request, cancellationToken)).Dispose();
            return new FaultSwitch(fault.Split(' ')[0]).Answer(request)!;
        }
    }
}
