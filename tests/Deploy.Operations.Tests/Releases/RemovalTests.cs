using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Repair;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>A module goes in order: traffic, archive, workload, Service. What still stands on it keeps it.</summary>
public sealed class RemovalTests(ReleaseCluster cluster)
{
    [Fact]
    public async Task First_the_traffic_then_the_archive_then_the_workload_then_the_Service()
    {
        var bed = await PublishedAsync();
        var order = new List<string>();
        using var handler = new WriteLog(bed.Host.CreateHandler(), order);
        using var client = bed.Host.Through(handler);
        var releases = new ModuleReleases(client, TimeProvider.System, new ReleaseEnvironment
        {
            Archive = async (ns, pod, reason, token) =>
            {
                var endpoints = await bed.Client.GetAsync(Resources.Endpoints, ns, "biz1", token);
                Assert.DoesNotContain(endpoints.Subsets, subset => subset.Addresses.Count > 0);
                Assert.NotNull(await bed.Client.FindAsync(Resources.Pods, ns, pod, token));
                order.Add($"archive {reason}");
            },
        });
        var gone = await releases.RunAsync(await releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null)));
        Assert.Equal(ReleaseStatus.Unpublished, gone.Status);
        Assert.Equal(["PATCH deployments/biz1", "PATCH services/biz1", "archive unpublished", "archive unpublished", "DELETE deployments/biz1", "DELETE services/biz1"], order);
        Assert.Empty(await bed.PodsAsync());
    }

    [Fact]
    public async Task The_packages_that_nothing_of_it_needs_any_more_are_named_without_signature()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(image: "https://packages.invalid/biz1-1.0.0.jar?sig=planted-sig", replicas: 0), new ReleaseOptions { Force = true });
        var gone = await bed.RunAsync(await bed.Releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null)));
        Assert.Equal("No revision of it needs its packages any more: biz1-1.0.0.jar.", gone.Message);
    }

    [Theory]
    [InlineData("Service", "", """{"spec":{"selector":{"module.koupleless.io/name":"biz1"},"ports":[{"port":80}]}}""", "Service 'mine' sends requests")]
    [InlineData("HorizontalPodAutoscaler", "autoscaling", """{"spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"biz1"}}}""", "HorizontalPodAutoscaler 'mine' scales it")]
    public async Task What_still_stands_on_it_refuses_the_removal(string kind, string group, string body, string reason)
    {
        var bed = await PublishedAsync();
        var json = (JsonObject)JsonNode.Parse(body)!;
        json["metadata"] = new JsonObject { ["name"] = "mine" };
        await bed.Client.CreateAsync(Resources.Untyped(group, "v1", $"{kind.ToLowerInvariant()}s", kind, true), bed.Namespace, json);
        var plan = await bed.Releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null));
        var refused = await Assert.ThrowsAsync<DeployException>(() => bed.RunAsync(plan));
        Assert.Equal(ModuleCodes.InUse, refused.Code);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await bed.ReadyByVersionAsync())["1.0.0"]);

        var forced = await bed.Releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(new ReleaseOptions { Force = true }));
        Assert.Equal(ReleaseStatus.Unpublished, (await bed.RunAsync(forced)).Status);
    }

    [Fact]
    public async Task Where_the_archive_fails_the_module_stays_and_gets_its_requests_back()
    {
        var bed = await PublishedAsync();
        var releases = new ModuleReleases(bed.Client, TimeProvider.System, new ReleaseEnvironment { Archive = (_, _, _, _) => throw new IOException("the store is gone") });
        var failure = await Assert.ThrowsAsync<DeployException>(async () => await releases.RunAsync(await releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null))));
        Assert.Contains("the store is gone", failure.Message, StringComparison.Ordinal);
        await Eventually.UntilAsync(async () => (await bed.Client.GetAsync(Resources.Endpoints, bed.Namespace, "biz1")).Subsets.Sum(subset => subset.Addresses.Count) == 2, "the addresses of both replicas", TimeSpan.FromSeconds(60));
        Assert.Equal(["module.koupleless.io/name"], (await bed.ReadAsync("Service")).TextsAt("spec", "selector").Keys);
    }

    /// <summary>Whoever runs it wants no more: at every write, and while the archive is being written.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Cancelled_it_gives_the_requests_back(int write)
    {
        var bed = await PublishedAsync();
        using var stop = new CancellationTokenSource();
        using var handler = new EndAfterWrite(bed.Host.CreateHandler(), write, stop.Cancel);
        using var client = bed.Host.Through(handler);
        var releases = new ModuleReleases(client, TimeProvider.System, new ReleaseEnvironment
        {
            Archive = async (_, _, _, token) =>
            {
                if (write == 0)
                    await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await releases.RunAsync(await releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null)), null, stop.Token));
        await AssertInTrafficAsync(bed);
    }

    [Fact]
    public async Task Cancelled_once_the_workload_is_being_deleted_it_says_how_to_end_it()
    {
        var bed = await PublishedAsync();
        using var stop = new CancellationTokenSource();
        using var handler = new EndAfterWrite(bed.Host.CreateHandler(), 3, stop.Cancel);
        using var client = bed.Host.Through(handler);
        var releases = new ModuleReleases(client, TimeProvider.System);
        var told = new List<ReleaseProgress>();
        var plan = await releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => releases.RunAsync(plan, new Told(told), stop.Token));
        Assert.Contains(told, progress => progress.IsWarning && progress.Message.Contains("Unpublish-Module biz1", StringComparison.Ordinal));
    }

    /// <summary>The process dies after each of its writes: status tells, every other command says what to do, and two of them end it.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public async Task Killed_it_is_seen_and_gone_on_with_or_taken_back(int write, bool repair)
    {
        var bed = await PublishedAsync();
        using (var handler = new EndAfterWrite(bed.Host.CreateHandler(), write, null))
        using (var client = bed.Host.Through(handler, new KubernetesClientOptions { MaxRetries = 0 }))
        {
            var dying = new ModuleReleases(client, TimeProvider.System);
            var plan = await dying.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(new ReleaseOptions { Timeout = TimeSpan.FromSeconds(1) }));
            await Assert.ThrowsAnyAsync<Exception>(() => dying.RunAsync(plan));
        }
        Assert.Equal(PublishedModuleState.OutOfTraffic, (await bed.ModuleAsync()).State);
        var refused = await Assert.ThrowsAsync<DeployException>(() => bed.Releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }));
        Assert.Equal(ReleaseCodes.OutOfTraffic, refused.Code);

        if (!repair)
        {
            Assert.Equal(ReleaseStatus.Unpublished, (await bed.RunAsync(await bed.Releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null)))).Status);
            return;
        }
        // Within its minute it may be under way.
        Assert.Empty((await new ModuleRepair(bed.Client, TimeProvider.System).PlanAsync(bed.Namespace)).Findings);
        var repairing = new ModuleRepair(bed.Client, new VirtualTime(TimeProvider.System.GetUtcNow().AddMinutes(2)));
        await repairing.RunAsync(await repairing.PlanAsync(bed.Namespace));
        await AssertInTrafficAsync(bed);
    }

    private static async Task AssertInTrafficAsync(ReleaseBed bed)
    {
        await Eventually.UntilAsync(async () => (await bed.Client.GetAsync(Resources.Endpoints, bed.Namespace, "biz1")).Subsets.Sum(subset => subset.Addresses.Count) == 2, "the addresses of both replicas", TimeSpan.FromSeconds(60));
        Assert.Equal(["module.koupleless.io/name"], (await bed.ReadAsync("Service")).TextsAt("spec", "selector").Keys);
        Assert.Equal(PublishedModuleState.Ready, (await bed.ModuleAsync()).State);
        Assert.Null((await bed.ReadAsync("Deployment")).At("metadata", "annotations", ModuleLabels.OutOfTraffic));
    }

    private async Task<ReleaseBed> PublishedAsync()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2) with { Service = new ModuleService { Port = 8080 } });
        return bed;
    }

    private sealed class WriteLog(HttpMessageHandler inner, List<string> order) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Get)
                order.Add($"{request.Method} {string.Concat(request.RequestUri!.Segments[^2..])}");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Told(List<ReleaseProgress> target) : IProgress<ReleaseProgress>
    {
        public void Report(ReleaseProgress value)
        {
            lock (target)
                target.Add(value);
        }
    }

    // Ends something once the server took the write of that number; what ends nothing is dead itself and sends nothing any more.
    private sealed class EndAfterWrite(HttpMessageHandler inner, int write, Action? end) : DelegatingHandler(inner)
    {
        private int _writes;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (end is null && _writes >= write)
                throw new HttpRequestException("dead");
            var answer = await base.SendAsync(request, cancellationToken);
            if (request.Method != HttpMethod.Get && ++_writes == write)
                end?.Invoke();
            return answer;
        }
    }
}
