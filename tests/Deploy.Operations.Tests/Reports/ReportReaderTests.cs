using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;
using Deploy.Operations.Reports;
using Deploy.Operations.Reports.Html;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Reports;

public sealed class ReportReaderTests : IAsyncLifetime
{
    private static readonly ReportRequest s_request = new() { Namespace = MaintenanceLab.Ns };

    private MaintenanceLab lab = null!;

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync();

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    [Fact]
    public async Task Tells_of_replicas_that_run_and_of_those_that_are_gone()
    {
        await PublishAsync("shop", "1.0.0", "registry.local/ok:1");
        await PublishAsync("broken", "1.0.0", "registry.local/missing:1", wait: false);
        await new ArchiveDiagnostics(lab.Context()).RunAsync(lab.Now, MaintenanceLab.Token);
        var gone = (await PodsAsync("shop"))[0];
        await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, gone, new() { GracePeriodSeconds = 1 }, MaintenanceLab.Token);
        await Eventually.UntilAsync(async () =>
        {
            await new ArchiveDiagnostics(lab.Context()).RunAsync(lab.Now, MaintenanceLab.Token);
            return await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, gone, MaintenanceLab.Token) is null;
        }, "the replica's end", TimeSpan.FromSeconds(60));
        await Eventually.UntilAsync(async () => (await ReadAsync()).Causes.Any(cause => cause.Cause.Code == "Image.NotFound"), "a cause", TimeSpan.FromSeconds(60));

        var report = await ReadAsync();
        Assert.Empty(report.Gaps);
        Assert.Equal(["broken", "shop"], report.Modules.Select(module => module.Name));
        var shop = report.Modules[1];
        var archived = Assert.Single(shop.Lives, life => life.State == ReplicaState.Deleted);
        Assert.Equal((gone, "deleted"), (archived.Name, archived.Departure));
        Assert.Contains(archived.Phases, phase => phase.State == ReplicaState.Responsive);
        Assert.False(archived.HadTrouble, string.Join(", ", archived.Phases));
        Assert.Null(archived.Cause);
        Assert.Equal(gone, Assert.Single(shop.Diagnostics).Diagnostic.Status.Name);
        Assert.Contains(shop.Lives, life => life.State == ReplicaState.Responsive);
        Assert.Equal("1.0.0", Assert.Single(shop.Releases).Version);
        Assert.InRange(Assert.Single(report.Causes, cause => cause.Cause.Code == "Image.NotFound").Running, 1, 2);
        Assert.Contains(gone, ReportPage.Write(report), StringComparison.Ordinal);
        Assert.Equal(["shop"], (await ReadAsync(s_request with { Names = ["sh*"] })).Modules.Select(module => module.Name));
    }

    [Fact]
    public async Task Without_an_archive_or_with_a_broken_one_it_says_so_and_tells_the_rest()
    {
        await PublishAsync("shop", "1.0.0", "registry.local/ok:1");
        var without = await new ReportReader(lab.Client, null, lab.Time).ReadAsync(s_request, MaintenanceLab.Token);
        Assert.StartsWith("Replicas that are gone are not shown: no archive is set up.", Assert.Single(without.Gaps), StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(without.Modules).Lives.Count(life => life.State == ReplicaState.Responsive));

        var broken = await new ReportReader(lab.Client, lab.NewStore(new KillSwitch(0)), lab.Time).ReadAsync(s_request, MaintenanceLab.Token);
        Assert.StartsWith("Replicas that are gone are not shown: the archive cannot be read.", Assert.Single(broken.Gaps), StringComparison.Ordinal);
        Assert.Single(broken.Modules);
    }

    [Fact]
    public async Task A_name_that_is_nowhere_is_refused_and_a_wildcard_is_not()
    {
        var failure = await Assert.ThrowsAsync<DeployException>(() => ReadAsync(s_request with { Names = ["nowhere"] }));
        Assert.Equal(ModuleCodes.NotFound, failure.Code);
        Assert.Empty((await ReadAsync(s_request with { Names = ["nowhere*"] })).Modules);
    }

    private Task<ModuleReport> ReadAsync(ReportRequest? request = null) =>
        new ReportReader(lab.Client, lab.Store, lab.Time).ReadAsync(request ?? s_request, MaintenanceLab.Token);

    private async Task PublishAsync(string name, string version, string image, bool wait = true)
    {
        var releases = new ModuleReleases(lab.Client, lab.Time);
        var spec = new ModuleSpec { Name = name, Version = version, Image = image, Replicas = 2, Namespace = MaintenanceLab.Ns };
        await releases.RunAsync(await releases.PlanPublishAsync(ReleaseRequest.FromSpec(spec, new ReleaseOptions { Wait = wait })));
    }

    private async Task<IReadOnlyList<string>> PodsAsync(string module) =>
        [.. (await lab.Client.ListAllAsync(Resources.Pods, MaintenanceLab.Ns, new ListOptions { LabelSelector = $"{ModuleLabels.Name}={module}" }, MaintenanceLab.Token)).Items.Select(pod => pod.Metadata.Name)];
}
