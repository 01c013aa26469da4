using System.Net;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>What a health gate asks, and what its answers do.</summary>
public sealed class GateTests(ReleaseCluster cluster)
{
    [Fact]
    public async Task A_health_URL_is_asked_with_the_new_version_and_its_refusal_stops_the_release()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        var asked = new List<string>();
        var releases = With(bed, new Answers(request =>
        {
            asked.Add(request.RequestUri!.AbsolutePath);
            return new HttpResponseMessage(asked.Count < 3 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
        }));
        var options = ReleaseBed.Bounded(new ReleaseOptions { Gate = new GateOptions { HealthUrl = new Uri("http://gate.invalid/{version}/up") } });
        var plan = await releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, options);
        Assert.Equal(ReleaseStatus.Current, (await releases.RunAsync(plan)).Status);
        Assert.Equal(["/2.0.0/up", "/2.0.0/up", "/2.0.0/up"], asked);
    }

    [Theory]
    [InlineData("UP", null)]
    [InlineData("DOWN", "is DOWN")]
    [InlineData(null, "does not answer")]
    public async Task The_health_of_the_new_replicas_bases_decides(string? health, string? refusal)
    {
        // A cluster of its own, whose one node is taken for a base.
        await using var own = await LocalClusterFixture.StartAsync(new LocalClusterOptions { Nodes = 1 });
        var bed = new ReleaseBed(ReleaseHost.Of(own), "default");
        await bed.PublishAsync(bed.Spec(replicas: 1));
        var node = Assert.Single((await own.Client.ListAllAsync(Resources.Nodes, null)).Items).Metadata.Name;
        var label = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [ModuleLabels.VirtualKubeletComponent] = "vnode" } } };
        await own.Client.PatchAsync(Resources.Nodes, null, node, Patch.Merge(label));
        var releases = With(bed, new Answers(_ => health is null ? throw new HttpRequestException("refused") : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($$"""{"status":"{{health}}"}""") }));
        var options = ReleaseBed.Bounded(new ReleaseOptions { OnFailure = FailurePolicy.Rollback, Gate = new GateOptions { BaseHealth = true } });
        var plan = await releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, options);
        if (refusal is null)
        {
            Assert.Equal("2.0.0", (await releases.RunAsync(plan)).Version);
            return;
        }
        var failure = await Assert.ThrowsAsync<DeployException>(() => releases.RunAsync(plan));
        Assert.Equal(ReleaseCodes.GateRefused, failure.Code);
        Assert.Contains($"base {node}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(refusal, failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await bed.ReadyByVersionAsync())["1.0.0"]);
    }

    [Fact]
    public async Task Replicas_on_no_base_do_not_pass_a_gate_that_asks_bases()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/ok:2", new ReleaseOptions { Gate = new GateOptions { BaseHealth = true } }));
        Assert.True(failure.Message.Contains("on a base", StringComparison.Ordinal), failure.Message);
    }

    private static ModuleReleases With(ReleaseBed bed, HttpMessageHandler handler) =>
        new(bed.Client, TimeProvider.System, new ReleaseEnvironment { Holder = "tester", GateHandler = () => handler });

    private sealed class Answers(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
