using System.Security.Cryptography;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Installation;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Maintenance.Peers;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Storage;
using Deploy.Storage.Packages;

namespace Deploy.Conformance.Tests.Maintenance;

/// <summary>A real cluster of its own: what looks after all namespaces must not meet other cases' modules.</summary>
public sealed class RightsCluster : IAsyncDisposable
{
    public ClusterPair Clusters { get; } = new();

    public ValueTask DisposeAsync() => Clusters.DisposeAsync();
}

/// <summary>Each task with the rights that Install-ModuleMaintenance gives for it, and no others: all its work, and nothing that the server refuses.</summary>
public sealed class MaintenanceRightsTests(RightsCluster own) : MaintenanceCase(own.Clusters), IClassFixture<RightsCluster>
{
    private const string Environment = "rights";
    private const string Labels = "module.koupleless.io/name: web, module-controller.koupleless.io/component: module";

    [Theory]
    [InlineData(RefreshUrls.TaskName, false)]
    [InlineData(RefreshUrls.TaskName, true)]
    [InlineData(RecycleReplicas.TaskName, false)]
    [InlineData(RecycleReplicas.TaskName, true)]
    [InlineData(ArchiveDiagnostics.TaskName, false)]
    [InlineData(ArchiveDiagnostics.TaskName, true)]
    [InlineData(ArchiveRetention.TaskName, false)]
    [InlineData(ArchiveRetention.TaskName, true)]
    [InlineData(StuckDeletions.TaskName, false)]
    [InlineData(StuckDeletions.TaskName, true)]
    [InlineData(PrunePackages.TaskName, true)]
    [InlineData(AlignPeers.TaskName, false)]
    [InlineData(AlignPeers.TaskName, true)]
    public async Task A_task_does_all_its_work_and_is_refused_nothing(string task, bool everywhere)
    {
        await using var ns = await OpenAsync(ClusterKind.Real);
        using var admin = await ConnectAsync(ClusterKind.Real);
        var wanted = Installation(ns, everywhere) with { Tasks = [task], ReadNodes = !everywhere };
        await using var installed = await Installed.OpenAsync(admin, wanted);

        await WorkAsync(task, ns, admin, Context(installed.Account, await StoreAsync(ClusterKind.Real), ns, everywhere));

        // Namespaces of other tests that end take no new events, whoever writes them.
        Assert.DoesNotContain(installed.Account.Refused, asked => !asked.StartsWith("POST ", StringComparison.Ordinal) || !asked.EndsWith("/events", StringComparison.Ordinal) || asked.Contains($"/{ns.Name}/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_look_at_nodes_the_others_do_theirs_and_what_cannot_is_left_out()
    {
        await using var ns = await OpenAsync(ClusterKind.Real);
        using var admin = await ConnectAsync(ClusterKind.Real);
        await using var installed = await Installed.OpenAsync(admin, Installation(ns, everywhere: false));
        var context = Context(installed.Account, await StoreAsync(ClusterKind.Real), ns, everywhere: false);

        Assert.Equal("get nodes in the whole cluster", await MaintenanceRights.FindLackAsync(AlignPeers.TaskName, installed.Account.Client, Token));
        Assert.Equal("list deployments in the whole cluster", await MaintenanceRights.FindLackAsync(PrunePackages.TaskName, installed.Account.Client, Token));
        foreach (var task in new[] { ArchiveDiagnostics.TaskName, StuckDeletions.TaskName, RecycleReplicas.TaskName, ArchiveRetention.TaskName })
        {
            Assert.Null(await MaintenanceRights.FindLackAsync(task, installed.Account.Client, Token));
            await WorkAsync(task, ns, admin, context, nodes: false);
            foreach (var kind in new[] { "deployments", "services", "pods" })
                foreach (var left in (await ns.GetAsync(kind)).Items())
                    await ns.TryDeleteAsync($"{kind}/{left.Name()}", "{gracePeriodSeconds: 0}");
            await Eventually.UntilAsync(async () =>
            {
                await new ArchiveHold(new(admin, options: new() { Namespace = ns.Name })).ReleaseAsync(Token);
                return !(await ns.GetAsync("pods")).Items().Any();
            }, "an empty namespace", TimeSpan.FromSeconds(60));
        }
        Assert.Empty(installed.Account.Refused);
        Assert.DoesNotContain(installed.Account.Asked, asked => asked.Contains("/nodes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_may_do_nothing_else()
    {
        await using var ns = await OpenAsync(ClusterKind.Real);
        await using var other = await OpenAsync(ClusterKind.Real);
        using var admin = await ConnectAsync(ClusterKind.Real);
        await using var installed = await Installed.OpenAsync(admin, Installation(ns, everywhere: false));
        var client = installed.Account.Client;
        foreach (var (verb, group, resource, where) in new[]
        {
            ("get", "", "secrets", ns.Name), ("create", "", "pods", ns.Name), ("create", "apps", "deployments", ns.Name), ("delete", "apps", "deployments", ns.Name), ("update", "", "pods", ns.Name),
            ("create", "", "pods/exec", ns.Name), ("list", "", "pods", other.Name), ("list", "", "nodes", null), ("list", "", "namespaces", null), ("patch", "rbac.authorization.k8s.io", "roles", ns.Name),
            ("get", "coordination.k8s.io", "leases", "kube-node-lease"),
        })
            Assert.False(await client.MayAsync(verb, group, resource, where, Token), $"{verb} {resource} in {where}");
        Assert.True(await client.MayAsync("patch", "apps", "deployments", ns.Name, Token));
        // Of leases its own, and no others.
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => client.FindAsync(Resources.Leases, ns.Name, "somebody-elses", Token));
        Assert.True(refused.IsForbidden);
    }

    private Task WorkAsync(string task, TestNamespace ns, KubernetesClient admin, MaintenanceContext context, bool nodes = true) => task switch
    {
        RefreshUrls.TaskName => RefreshAsync(ns, context),
        RecycleReplicas.TaskName => RecycleAsync(ns, context),
        ArchiveDiagnostics.TaskName => ArchiveAsync(ns, admin, context),
        StuckDeletions.TaskName => RepairAsync(ns, admin, context, nodes),
        PrunePackages.TaskName => PruneAsync(context),
        AlignPeers.TaskName => AlignAsync(ns, admin, context),
        _ => RunAsync(task, context, Now),
    };

    // Three revisions whose URLs have expired by the run's clock, and replicas that cannot start for it.
    private static async Task RefreshAsync(TestNamespace ns, MaintenanceContext context)
    {
        var before = await PublishHistoryAsync(ns, context.Store!.Packages);
        await ns.CreateAsync("statefulsets", $$"""
            metadata: {name: state}
            spec:
              serviceName: state
              selector: {matchLabels: {app: state} }
              template: {metadata: {labels: {app: state, module.koupleless.io/name: state, module-controller.koupleless.io/component: module} }, spec: {terminationGracePeriodSeconds: 0, containers: [{name: main, image: "{{await SignAsync(context.Store.Packages)}}"}]} }
            """);
        await Eventually.UntilAsync(async () => await new RefreshUrls(context).RunAsync(Now.AddDays(11), Token) is { Failed: 0, Outcome: MaintenanceOutcome.Completed } report && report.Steps.All(IsRefreshed), "all is refreshed", TimeSpan.FromSeconds(90));
        await ns.DeleteAsync("statefulsets/state");
        await ns.TryDeleteAsync("pods/state-0", "{gracePeriodSeconds: 0}");
        await AssertRefreshedAsync(ns, before);
    }

    // A StatefulSet has its fresh URLs at once, and its own strategy when every replica was replaced for other reasons.
    private static bool IsRefreshed(MaintenanceStep step) => step.Outcome == StepOutcome.Done || (step.Outcome == StepOutcome.Begun && step.Target.StartsWith("StatefulSet ", StringComparison.Ordinal));

    private static async Task RecycleAsync(TestNamespace ns, MaintenanceContext context)
    {
        await PublishAsync(ns, 2);
        await ns.CreateAsync("poddisruptionbudgets", $$"""{apiVersion: {{ns.PolicyVersion}}, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 1, selector: {matchLabels: {app: web} } } }""");
        var options = context.Options with { Recycle = new() { Grace = TimeSpan.FromSeconds(1), Percent = 100, CreatedBefore = await NextSecondAsync() } };
        await FinishAsync(new RecycleReplicas(new(context.Cluster, context.Store, options)), () => Now.AddHours(24));
        Assert.Equal(2, (await ArchivedAsync(context.Store!, ns)).Count(replica => replica.Reason == "recycled"));
    }

    private static async Task ArchiveAsync(TestNamespace ns, KubernetesClient admin, MaintenanceContext context)
    {
        await PublishAsync(ns, 1);
        var (name, uid) = await OnlyPodAsync(ns);
        await RunAsync(ArchiveDiagnostics.TaskName, context, Now);
        await admin.DeleteAsync(Resources.Pods, ns.Name, name, null, Token);
        await Eventually.UntilAsync(async () =>
        {
            await RunAsync(ArchiveDiagnostics.TaskName, context, Now);
            return await admin.FindAsync(Resources.Pods, ns.Name, name, Token) is null;
        }, "the deleted replica goes", TimeSpan.FromSeconds(60));
        var gone = Assert.Single(await ArchivedAsync(context.Store!, ns), replica => replica.Uid == uid);
        var diagnostic = await new ArchivedReplicas(context.Store!.Archive).ReadAsync(ns.Name, gone.Name, Now.AddDays(-1), Now.AddDays(1), Token);
        Assert.NotEmpty(diagnostic.Logs.SelectMany(log => log.Lines));
        Assert.NotEmpty(diagnostic.Events);
        Assert.NotNull(diagnostic.Workload);
    }

    // One that an archiver left behind, one whose node is gone, and one that somebody else holds.
    private static async Task RepairAsync(TestNamespace ns, KubernetesClient admin, MaintenanceContext context, bool nodes)
    {
        await PodAsync(ns, "held", "finalizers: [module.deploy/archive-diagnostics], ");
        await PodAsync(ns, "foreign", "finalizers: [example.com/mine], ");
        await PodAsync(ns, "lost", "", "nodeName: nowhere, ");
        foreach (var name in new[] { "held", "foreign", "lost" })
            await admin.DeleteAsync(Resources.Pods, ns.Name, name, null, Token);
        var stuck = new StuckDeletions(new(context.Cluster, context.Store, context.Options with { Stuck = new() { Repair = StuckRepair.OwnFinalizer | StuckRepair.LostNode } }));
        await stuck.RunAsync(Now.AddHours(2), Token);
        var report = await stuck.RunAsync(Now.AddHours(4), Token);
        Assert.True(report.Failed == 0 && report.Outcome == MaintenanceOutcome.Completed, $"{report} {string.Join("; ", report.Steps)}");
        // Let go it ends as soon as its node says that its containers have ended.
        await Eventually.UntilAsync(async () => await admin.FindAsync(Resources.Pods, ns.Name, "held", Token) is null, $"the end of what was held: {report} {string.Join("; ", report.Steps)}");
        Assert.Equal(nodes, await admin.FindAsync(Resources.Pods, ns.Name, "lost", Token) is null);
        // It was told of twice.
        Assert.Contains((await ns.GetAsync("events")).Items(), told => told.Text("reason") == "DeletionStuck" && told.Number("count") == 2);
        await ns.PatchAsync("pods/foreign", "metadata: {finalizers: null}");
        if (!nodes)
            await ns.DeleteAsync("pods/lost", "{gracePeriodSeconds: 0}");
    }

    private static async Task PruneAsync(MaintenanceContext context)
    {
        foreach (var version in new[] { "1", "2" })
        {
            var content = RandomNumberGenerator.GetBytes(64);
            await context.Store!.Packages.UploadAsync(new() { Address = new("web", version, "web.jar"), Sha256 = Convert.ToHexString(SHA256.HashData(content)), Size = content.Length, By = "tests", Environment = Environment }, new MemoryStream(content), null, Token);
        }
        await RunAsync(PrunePackages.TaskName, new(context.Cluster, context.Store, context.Options with { Environment = Environment, PackagesKept = 1 }), Now);
        Assert.Equal(1, await context.Store!.Packages.ListAsync(ct: Token).CountAsync(package => package.Environment == Environment, Token));
    }

    private static async Task AlignAsync(TestNamespace ns, KubernetesClient admin, MaintenanceContext context)
    {
        var name = $"vnode.{ns.Name}.rights";
        var nodes = Resources.Untyped("", "v1", "nodes", "Node", namespaced: false);
        await admin.CreateAsync(nodes, null, Yaml.Read($$"""{metadata: {name: {{name}}, labels: {base.koupleless.io/name: {{ns.Name}}, virtual-kubelet.koupleless.io/component: vnode} }, spec: {taints: [{key: schedule.koupleless.io/virtual-node, value: "True", effect: NoExecute}]} }"""), cancellationToken: Token);
        try
        {
            await admin.PatchAsync(nodes, null, name, Patch.Strategic(Yaml.Read("""status: {conditions: [{type: Ready, status: "True", reason: Test, message: up}]}""")), new PatchOptions { Subresource = "status" }, Token);
            await ns.CreateAsync("deployments", $$"""
                metadata: {name: peer, labels: {virtual-kubelet.koupleless.io/strategy: peer} }
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: peer} }
                  template:
                    metadata: {labels: {app: peer, {{Labels}} } }
                    spec:
                      tolerations: [{key: schedule.koupleless.io/virtual-node, value: "True", effect: NoExecute}]
                      affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: base.koupleless.io/name, operator: In, values: [{{ns.Name}}]}]}]} } }
                      containers: [{name: web, image: registry.local/ok:1}]
                """);
            // The server's cache, which nodes are read from, may not know the new one for a moment.
            await Eventually.UntilAsync(async () => (await RunAsync(AlignPeers.TaskName, context, Now)).Done == 1, "the peer has a replica for its base");
            Assert.Equal(1, (await ns.GetAsync("deployments/peer")).Number("spec.replicas"));
        }
        finally
        {
            await admin.DeleteAsync(nodes, null, name, null, Token);
        }
    }

    private static async Task<MaintenanceReport> RunAsync(string task, MaintenanceContext context, DateTimeOffset now)
    {
        var report = await MaintenanceTasks.Create(task, context).RunAsync(now, Token);
        Assert.True(report.Outcome == MaintenanceOutcome.Completed, $"{report} {report.Message} {string.Join("; ", report.Steps)}");
        return report;
    }

    private static Task PodAsync(TestNamespace ns, string name, string metadata, string spec = "") => ns.CreateAsync("pods",
        $$"""{metadata: {name: {{name}}, {{metadata}}labels: { {{Labels}} } }, spec: { {{spec}}terminationGracePeriodSeconds: 1, containers: [{name: web, image: registry.local/ok:1}]} }""");

    private static async Task<string> SignAsync(PackageStore packages) => (await packages.SignAsync(new("state", "1", "state.jar"), TimeSpan.FromDays(10), Token)).Url.AbsoluteUri;

    private static MaintenanceInstallation Installation(TestNamespace ns, bool everywhere) => new()
    {
        Namespace = ns.Name + "-maintenance",
        Image = "missing.local/none:1",
        ModuleNamespaces = everywhere ? [] : [ns.Name],
    };

    private static MaintenanceContext Context(BoundAccount account, BlobStore store, TestNamespace ns, bool everywhere) =>
        new(account.Client, store, new MaintenanceOptions().For(everywhere ? null : ns.Name));

    /// <summary>Maintenance as it is installed, and its account.</summary>
    private sealed class Installed(ObjectInstaller installer, InstallationKit kit, BoundAccount account) : IAsyncDisposable
    {
        public BoundAccount Account => account;

        public static async Task<Installed> OpenAsync(KubernetesClient admin, MaintenanceInstallation wanted)
        {
            var installer = new ObjectInstaller(admin, TimeProvider.System);
            await installer.InstallAsync(wanted.Kit, wanted.Objects(), cancellationToken: Token);
            return new Installed(installer, wanted.Kit, await BoundAccount.OpenAsync(admin, wanted.Namespace, wanted.Name));
        }

        public async ValueTask DisposeAsync()
        {
            account.Dispose();
            await installer.UninstallAsync(kit);
        }
    }
}
