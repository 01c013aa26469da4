using System.Net;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>A rolling update is followed by its Deployment's own counts while it gets on, and its replicas are looked at when it does not.</summary>
public sealed class FollowedByCountsTests(ReleaseCluster cluster)
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task While_it_gets_on_the_server_is_asked_no_more_than_kubectl_asks()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec() with { Resources = new ModuleResources { Memory = "16Mi" } });
        // The controller takes note of the end of a release a moment later; a change that meets its write is made anew.
        await Eventually.UntilAsync(async () => new Workload(ModuleKind.Deployment, await bed.ReadAsync("Deployment")) is var live && live.ObservedGeneration >= live.Generation, "the controller's note");
        using var counting = new Counting(bed.Host.CreateHandler());
        using var client = bed.Host.Through(counting);
        var progress = new List<ReleaseProgress>();
        // On a busy machine the counts may stand still for longer than is waited for; here no time passes.
        var releases = new ModuleReleases(client, new Still(), new ReleaseEnvironment { Holder = "tester" });
        var plan = await releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, ReleaseBed.Bounded(null));
        var done = await releases.RunAsync(plan, new Told(progress));
        Assert.Equal((ReleaseStatus.Current, "2.0.0", 3), (done.Status, done.Version, done.Responsive));
        Assert.Equal(
            ["GET deployments", "GET deployments", "GET nodes", "GET pods", "GET resourcequotas", "PATCH deployments", "PATCH deployments"],
            counting.Requests.Order(StringComparer.Ordinal));
        Assert.Contains(progress, news => news is { Responsive: 3, Updated: 3 });
    }

    [Fact]
    public async Task A_pull_that_had_failed_before_the_replicas_are_looked_at_is_told_with_its_cause()
    {
        // Nothing acts here but the test: the replica waits for its next try all the time, and only its event says for what.
        await using var own = await LocalClusterFixture.StartApiAsync();
        var bed = new ReleaseBed(ReleaseHost.Of(own), "default");
        await bed.PublishAsync(bed.Spec(image: "registry.local/missing:1", replicas: 1), new ReleaseOptions { Wait = false });
        await FailToPullAsync(bed);
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.Releases.WaitAsync(bed.Namespace, "biz1", s_time));
        Assert.True(failure.Code == ImageCodes.NotFound, $"{failure.Code}: {failure.Message}");
    }

    [Fact]
    public async Task Its_cause_is_told_too_when_the_server_did_not_answer_at_first()
    {
        await using var own = await LocalClusterFixture.StartApiAsync();
        var bed = new ReleaseBed(ReleaseHost.Of(own), "default");
        await bed.PublishAsync(bed.Spec(image: "registry.local/missing:1", replicas: 1), new ReleaseOptions { Wait = false });
        await FailToPullAsync(bed);
        using var deaf = new DeafAtFirst(bed.Host.CreateHandler(), "events");
        using var client = bed.Host.Through(deaf, new KubernetesClientOptions { MaxRetries = 0 });
        var releases = new ModuleReleases(client, TimeProvider.System, new ReleaseEnvironment { Holder = "tester" });
        var failure = await Assert.ThrowsAsync<DeployException>(() => releases.WaitAsync(bed.Namespace, "biz1", s_time));
        Assert.True(failure.Code == ImageCodes.NotFound, $"{failure.Code}: {failure.Message}");
        Assert.Equal(0, deaf.Left);
    }

    private static async Task FailToPullAsync(ReleaseBed bed)
    {
        var live = await bed.ReadAsync("Deployment");
        // No controller takes note of what the wait itself writes: so it is as if one had.
        var counts = new JsonObject { ["status"] = new JsonObject { ["observedGeneration"] = 1000, ["replicas"] = 1, ["updatedReplicas"] = 1, ["unavailableReplicas"] = 1 } };
        await bed.Client.PatchAsync(WorkloadResources.Deployments, bed.Namespace, "biz1", Patch.Merge(counts), new PatchOptions { Subresource = "status" });
        var pod = live.ObjectAt("spec", "template")!.Copy();
        pod.Child("metadata")["name"] = "biz1-1-a";
        pod.Child("metadata")["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "ReplicaSet", ["name"] = "biz1-1", ["uid"] = "1", ["controller"] = true });
        pod.Child("spec")["nodeName"] = "node-1";
        var made = await bed.Client.CreateAsync(WorkloadResources.Pods, bed.Namespace, pod);
        var waiting = new JsonObject { ["reason"] = "ImagePullBackOff", ["message"] = "Back-off pulling image \"registry.local/missing:1\"" };
        var status = new JsonObject
        {
            ["phase"] = "Pending",
            ["containerStatuses"] = new JsonArray(new JsonObject { ["name"] = "biz1", ["image"] = "registry.local/missing:1", ["restartCount"] = 0, ["state"] = new JsonObject { ["waiting"] = waiting } }),
        };
        await bed.Client.PatchAsync(WorkloadResources.Pods, bed.Namespace, "biz1-1-a", Patch.Merge(new JsonObject { ["status"] = status }), new PatchOptions { Subresource = "status" });
        await bed.Client.CreateAsync(Resources.Untyped("", "v1", "events", "Event", true), bed.Namespace, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "biz1-1-a.1" },
            ["involvedObject"] = new JsonObject { ["kind"] = "Pod", ["name"] = "biz1-1-a", ["namespace"] = bed.Namespace, ["uid"] = made.TextAt("metadata", "uid") },
            ["type"] = "Warning",
            ["reason"] = "Failed",
            ["message"] = "Failed to pull image \"registry.local/missing:1\": registry.local/missing:1: not found",
            ["count"] = 1,
        });
    }

    // A server takes them as they come; of parallel ones that is no order.
    private sealed class Counting(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly List<string> _requests = [];

        public IReadOnlyList<string> Requests
        {
            get
            {
                lock (_requests)
                    return [.. _requests];
            }
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var parts = request.RequestUri!.AbsolutePath.Split('/');
            lock (_requests)
                _requests.Add($"{request.Method} {(parts.Contains("namespaces") ? parts[Array.IndexOf(parts, "namespaces") + 2] : parts[^1])}");
            return base.SendAsync(request, cancellationToken);
        }
    }

    // Answers 503 to the first two questions about a resource.
    private sealed class DeafAtFirst(HttpMessageHandler inner, string resource) : DelegatingHandler(inner)
    {
        public int Left { get; private set; } = 2;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Left == 0 || !request.RequestUri!.AbsolutePath.EndsWith("/" + resource, StringComparison.Ordinal))
                return base.SendAsync(request, cancellationToken);
            Left--;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request });
        }
    }

    private sealed class Still : TimeProvider
    {
        private readonly DateTimeOffset _now = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => _now;
    }

    private sealed class Told(List<ReleaseProgress> target) : IProgress<ReleaseProgress>
    {
        public void Report(ReleaseProgress value)
        {
            lock (target)
                target.Add(value);
        }
    }
}
