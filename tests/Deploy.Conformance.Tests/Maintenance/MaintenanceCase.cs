using System.Text.Json.Nodes;
using Deploy.Conformance.Tests.Workloads;
using Deploy.Kubernetes;
using Deploy.Mortal;
using Deploy.Operations.Maintenance;
using Deploy.Storage;
using Deploy.Storage.Archives;
using Deploy.Storage.Packages;

namespace Deploy.Conformance.Tests.Maintenance;

/// <summary>What the cases of maintenance share: modules on the cluster that the theory names, and the store beside it.</summary>
public abstract class MaintenanceCase(ClusterPair clusters) : DeploymentCase(clusters)
{
    private const string Labels = "app: web, module.koupleless.io/name: web, module-controller.koupleless.io/component: module";
    private const string NoteAnnotation = "metadata.annotations.module|deploy/url-refresh";
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    protected async Task<BlobStore> StoreAsync(ClusterKind kind) => BlobStore.Open(new() { ConnectionString = (await GetClusterAsync(kind)).Store });

    protected async Task<KubernetesClient> ConnectAsync(ClusterKind kind) => new(KubeConfig.Load([(await GetClusterAsync(kind)).Kubeconfig]).Connect());

    protected static MaintenanceContext Context(KubernetesClient client, BlobStore store, TestNamespace ns, DateTimeOffset? createdBefore = null) =>
        new(client, store, MortalRun.Options(ns.Name, createdBefore));

    /// <summary>A moment that all replicas of now were created before, and all later ones after: they tell whole seconds.</summary>
    protected static async Task<DateTimeOffset> NextSecondAsync()
    {
        var next = Now.AddSeconds(1);
        next = next.AddTicks(-(next.Ticks % TimeSpan.TicksPerSecond));
        await Eventually.UntilAsync(() => Task.FromResult(Now >= next), "the next second");
        return next;
    }

    /// <summary>A module with so many replicas, and a Service that callers use.</summary>
    protected static async Task PublishAsync(TestNamespace ns, int replicas)
    {
        await ns.CreateAsync("deployments", $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: {{replicas}}
              selector: {matchLabels: {app: web} }
              template:
                metadata: {labels: { {{Labels}} } }
                spec:
                  terminationGracePeriodSeconds: 5
                  containers: [{name: main, image: registry.local/ok:1, ports: [{containerPort: 80}], readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1} }]
            """);
        await ns.CreateAsync("services", "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 80}]}}");
        await UntilCompleteAsync(ns);
    }

    /// <summary>Three revisions, the first and the last of one package, with URLs that are due.</summary>
    protected static async Task<IReadOnlyList<string?>> PublishHistoryAsync(TestNamespace ns, PackageStore packages)
    {
        await ns.CreateAsync("deployments", $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              strategy: {rollingUpdate: {maxSurge: 100%, maxUnavailable: 100%} }
              selector: {matchLabels: {app: web} }
              template: {metadata: {labels: { {{Labels}} } }, spec: {terminationGracePeriodSeconds: 0, containers: [{name: main, image: "{{await SignAsync(packages, "1", 10)}}"}]} }
            """);
        await UpdatedAsync(ns, 1);
        await SetImageAsync(ns, await SignAsync(packages, "2", 10));
        await UpdatedAsync(ns, 2);
        await SetImageAsync(ns, await SignAsync(packages, "1", 9));
        await UpdatedAsync(ns, 3);
        return await UidsAsync(ns);
    }

    /// <summary>Every revision has a fresh URL; no replica was replaced, no revision added, nothing left behind.</summary>
    protected static async Task AssertRefreshedAsync(TestNamespace ns, IReadOnlyList<string?> before)
    {
        var web = await ns.UntilAsync("deployments/web", d => d.Number("status.observedGeneration") >= d.Number("metadata.generation"));
        var sets = await GetSetsAsync(ns);
        Assert.Equal((3, 3L), (sets.Count, Revision(web)));
        Assert.Equal(3, sets.Select(set => set.Text("spec.template.spec.containers.0.image")).Distinct().Count());
        foreach (var template in sets.Append(web))
            Assert.True(UrlLifetime.Read(new Uri(template.Text("spec.template.spec.containers.0.image")!)) > Now + Month);
        Assert.Equal(before, await UidsAsync(ns));
        Assert.Null(web.Text("spec.paused"));
        Assert.All(sets.Append(web), each => Assert.Null(each.Text(NoteAnnotation)));
    }

    /// <summary>Runs a task as its timer would, until nothing is left of what was due.</summary>
    protected static Task FinishAsync(IMaintenanceTask task, Func<DateTimeOffset> now) => Eventually.UntilAsync(
        async () => await task.RunAsync(now(), Token) is { Outcome: MaintenanceOutcome.Completed, Begun: 0, Postponed: 0 }, $"{task.Name} is through", TimeSpan.FromSeconds(90));

    protected static async Task<IReadOnlyList<ArchivedReplica>> ArchivedAsync(BlobStore store, TestNamespace ns) =>
        await store.Archive.ReadAsync(Now.AddDays(-1), Now.AddDays(2), Token).Where(replica => replica.Namespace == ns.Name).ToListAsync(Token);

    protected static async Task<(string Name, string Uid)> OnlyPodAsync(TestNamespace ns)
    {
        var pod = Assert.Single((await ns.GetAsync("pods")).Items(), p => p.Text("metadata.deletionTimestamp") is null);
        return (pod.Name(), pod.Text("metadata.uid")!);
    }

    /// <summary>What time does for a run that was killed: its lease runs out.</summary>
    protected static async Task ForgetLeaseAsync(KubernetesClient client, TestNamespace ns, string task)
    {
        var name = "deploy-" + task.ToLowerInvariant();
        if (await client.FindAsync(Resources.Leases, ns.Name, name, Token) is not null)
            await client.DeleteAsync(Resources.Leases, ns.Name, name, null, Token);
    }

    private static async Task<string> SignAsync(PackageStore packages, string version, int days) =>
        (await packages.SignAsync(new("web", version, "web.jar"), TimeSpan.FromDays(days), Token)).Url.AbsoluteUri;

    private static Task<JsonObject> UpdatedAsync(TestNamespace ns, long revision) => ns.UntilAsync("deployments/web",
        d => Revision(d) == revision && d.Number("status.observedGeneration") >= d.Number("metadata.generation") && d.Number("status.updatedReplicas") == 2);

    // Replicas that never start are replaced by each revision; which of them stay is known when nothing moves any more.
    private static async Task<IReadOnlyList<string?>> UidsAsync(TestNamespace ns)
    {
        List<string?> last = [];
        await Eventually.UntilAsync(async () =>
        {
            var now = (await ns.GetAsync("pods")).Items().Where(p => p.Text("metadata.deletionTimestamp") is null).Select(p => p.Text("metadata.uid")).Order().ToList();
            var same = now.Count == 2 && now.SequenceEqual(last);
            last = now;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            return same;
        }, "two replicas at rest");
        return last;
    }
}
