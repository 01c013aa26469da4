using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
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
        Assert.Equal(["PATCH services/biz1", "archive unpublished", "archive unpublished", "DELETE deployments/biz1", "DELETE services/biz1"], order);
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
}
