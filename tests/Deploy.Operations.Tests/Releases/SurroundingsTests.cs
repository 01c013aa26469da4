using System.Collections.Concurrent;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>What a preflight reads beside the module.</summary>
public sealed class SurroundingsTests(ReleaseCluster cluster)
{
    private static readonly Replacement s_next = new() { Version = "2.0.0", Image = "registry.local/ok:2" };

    [Fact]
    public async Task Who_may_not_see_nodes_and_quotas_releases_all_the_same()
    {
        var bed = await cluster.BedAsync();
        using var handler = new FailingHandler(bed.Host.CreateHandler(), new FaultSwitch("403", IsSurroundings));
        using var client = bed.Host.Through(handler);
        var releases = new ModuleReleases(client, TimeProvider.System);
        await releases.RunAsync(await releases.PlanPublishAsync(ReleaseRequest.FromSpec(Demanding(bed), ReleaseBed.Bounded(null))));

        var plan = await releases.PlanReplaceAsync(bed.Namespace, "biz1", s_next, ReleaseBed.Bounded(null));

        Assert.Equal(
            ["quota: not looked at: the account may not list the quotas of the namespace", "room: not looked at: the account may not list nodes and the pods of all namespaces"],
            plan.Preflight.Where(check => check.Passed && check.Name is "quota" or "room").Select(check => $"{check.Name}: {check.Message}"));
        Assert.Equal(ReleaseStatus.Current, (await releases.RunAsync(plan)).Status);
        Assert.Equal(2, (await bed.ReadyByVersionAsync())["2.0.0"]);
    }

    [Fact]
    public async Task It_is_asked_for_beside_the_module()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(Demanding(bed));
        var asked = new ConcurrentDictionary<string, bool>();
        var all = new TaskCompletionSource();
        using var handler = new Before(bed.Host.CreateHandler(), async (request, ct) =>
        {
            if (IsSurroundings(request) && asked.TryAdd(request.RequestUri!.AbsolutePath, true) && asked.Count == 3)
                all.SetResult();
            if (request.RequestUri!.AbsolutePath.EndsWith("/deployments/biz1", StringComparison.Ordinal))
                await all.Task.WaitAsync(Eventually.Bound, TimeProvider.System, ct);
        });
        using var client = bed.Host.Through(handler);

        var plan = await new ModuleReleases(client, TimeProvider.System).PlanReplaceAsync(bed.Namespace, "biz1", s_next);

        Assert.Contains(plan.Preflight, check => check.Name == "room" && check.Message.Contains("needed", StringComparison.Ordinal));
        Assert.Equal(3, asked.Count);
    }

    [Fact]
    public async Task What_no_plan_needs_is_given_up()
    {
        var bed = await cluster.BedAsync();
        var (held, given) = (0, 0);
        using var handler = new Before(bed.Host.CreateHandler(), async (request, ct) =>
        {
            if (!IsSurroundings(request))
                return;
            Interlocked.Increment(ref held);
            using var end = ct.Register(() => Interlocked.Increment(ref given));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        });
        using var client = bed.Host.Through(handler);

        var failure = await Assert.ThrowsAsync<DeployException>(() => new ModuleReleases(client, TimeProvider.System).PlanReplaceAsync(bed.Namespace, "none", s_next));

        Assert.Equal(ModuleCodes.NotFound, failure.Code);
        Assert.Equal((3, 3), (held, given));
    }

    private static ModuleSpec Demanding(ReleaseBed bed) => bed.Spec(replicas: 2) with { Resources = new ModuleResources { Memory = "1Mi" } };

    private static bool IsSurroundings(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get && Array.Exists(["/v1/nodes", "/v1/pods", "/resourcequotas"], kind => request.RequestUri!.AbsolutePath.EndsWith(kind, StringComparison.Ordinal));

    private sealed class Before(HttpMessageHandler inner, Func<HttpRequestMessage, CancellationToken, Task> first) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await first(request, cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
