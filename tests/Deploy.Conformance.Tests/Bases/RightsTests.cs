using System.Text.Json.Nodes;
using Deploy.Controller.Installation;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Installation;
using Deploy.Kubernetes.Models;
using Deploy.Testing.Bases;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>The installed controller's rights suffice for all that it does, and for nothing else.</summary>
public sealed class RightsTests(ClusterPair clusters) : BaseCase(clusters)
{
    [Theory, BothClusters]
    public async Task Installed_again_and_taken_off(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind, controller: false);
        var wanted = new ControllerInstallation { Namespace = bed.Environment + "-system", Name = bed.Environment, Image = "registry.local/ok:1", Replicas = 1 };
        var installer = new ObjectInstaller(bed.Client, TimeProvider.System);
        await installer.InstallAsync(wanted.Kit, wanted.Objects());
        await installer.InstallAsync(wanted.Kit, (wanted with { Replicas = 2 }).Objects());
        Assert.Equal(2, (await bed.Client.GetAsync(Resources.Deployments, wanted.Namespace, wanted.Name)).Spec.Replicas);
        Assert.Equal(wanted.Objects().Count, (await installer.UninstallAsync(wanted.Kit)).Count);
        Assert.Null(await bed.Client.FindAsync(Resources.ClusterRoles, null, wanted.Kit.Instance));
        Assert.All(await installer.UninstallAsync(wanted.Kit), left => Assert.Equal("Namespace", left.Type.Kind));
    }

    [Fact]
    public async Task A_controller_with_exactly_these_rights_does_all_its_work_on_the_real_server()
    {
        await using var bed = await OpenAsync(ClusterKind.Real, controller: false);
        var wanted = new ControllerInstallation { Namespace = bed.Environment + "-system", Name = bed.Environment, Image = "missing.local/none:1", Replicas = 1 };
        var installer = new ObjectInstaller(bed.Client, TimeProvider.System);
        await installer.InstallAsync(wanted.Kit, wanted.Objects());
        using var account = await BoundAccount.OpenAsync(bed.Client, wanted.Namespace, wanted.Name);
        var bound = account.Client;

        var refused = await Assert.ThrowsAsync<KubernetesException>(() => bound.ListAllAsync(Resources.Secrets, null));
        Assert.True(refused.IsForbidden, refused.Message);
        bed.StartController("bound", bound);
        await bed.StartBasesAsync(1);
        await DeployAsync(bed, "peer", replicas: 1, peer: true);
        await UntilReadyAsync(bed, "peer", 1);
        await bed.StartBasesAsync(1);
        await UntilReadyAsync(bed, "peer", 2);
        var next = ModuleObjects.Deployment("peer", "2.0.0", bed.Package("peer", "2.0.0"), 2, bed.Environment, peer: true);
        await bed.Client.PatchAsync(Deployments, bed.Namespace, "peer", Patch.Merge(new JsonObject { ["spec"] = next["spec"]!.DeepClone() }));
        await UntilReadyAsync(bed, "peer", 2, "2.0.0");
        Assert.Contains(await ControllerInstallation.ModulesOnBasesAsync(bed.Client), m => m.Contains(bed.NodeOf(bed.Bases[0]), StringComparison.Ordinal) && m.EndsWith("peer:2.0.0", StringComparison.Ordinal));
        Assert.Contains(await EventsAsync(bed), e => e.Reason == "ModuleInstalled");
        // It goes for good: its next heartbeat would bring the node back.
        var leaving = bed.Bases[0];
        await leaving.SayGoodbyeAsync();
        await bed.KillAsync(leaving);
        await Eventually.UntilAsync(async () => await bed.Client.FindAsync(Resources.Nodes, null, bed.NodeOf(leaving)) is null, "the end of a node", TimeSpan.FromSeconds(90));
        await bed.Client.DeleteAsync(Deployments, bed.Namespace, "peer");
        await Eventually.UntilAsync(async () => (await bed.PodsAsync("peer")).Count == 0, "the end of all pods", TimeSpan.FromSeconds(60));
        // Only what it was made to ask for at the start.
        Assert.Equal(["GET /api/v1/secrets"], account.Refused);
        await installer.UninstallAsync(wanted.Kit);
    }

    private static async Task<IReadOnlyList<Event>> EventsAsync(BaseBed bed) => (await bed.Client.ListAllAsync(Resources.Events, bed.Namespace)).Items;
}
