using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Releases;
using Deploy.Operations.Tests.Replicas;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Modules go before their base: a workload whose replicas are bases stays as long as modules are installed on them.</summary>
public sealed class BaseRemovalTests(ReleaseCluster cluster)
{
    [Fact]
    public async Task A_base_that_still_has_modules_is_not_removed_and_they_are_listed()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(name: "host", replicas: 1));
        var host = Assert.Single(await bed.PodsAsync());
        var node = $"vnode.{bed.Namespace}.test";
        var objects = new PodWriter(bed.Client);
        await objects.AddNodeAsync($$"""
            metadata: {name: {{node}}, labels: {virtual-kubelet.koupleless.io/component: vnode} }
            spec: {taints: [{key: schedule.koupleless.io/virtual-node, value: "True", effect: NoExecute}]}
            status: {addresses: [{type: InternalIP, address: {{host.Status.PodIP}} }]}
            """);
        await objects.AddAsync($$"""
            metadata: {name: guest-a, labels: {module.koupleless.io/name: guest, module.koupleless.io/version: 1.0.0} }
            spec: {nodeName: {{node}}, tolerations: [{operator: Exists}]}
            """, bed.Namespace);

        var refused = await Assert.ThrowsAsync<DeployException>(async () => await bed.RunAsync(await bed.Releases.PlanUnpublishAsync(bed.Namespace, "host", ReleaseBed.Bounded(null))));
        Assert.Equal(BaseCodes.HasModules, refused.Code);
        Assert.Contains($"{node}: guest:1.0.0", refused.Message, StringComparison.Ordinal);
        var renewal = new ReplicaRenewal(new MaintenanceContext(bed.Client, null, new MaintenanceOptions(), TimeProvider.System));
        foreach (var kind in new[] { RenewalKind.Remove, RenewalKind.Delete })
        {
            var kept = await Assert.ThrowsAsync<DeployException>(() => renewal.PlanAsync(bed.Namespace, [host.Metadata.Name], kind));
            Assert.Equal(BaseCodes.HasModules, kept.Code);
            Assert.Contains("guest:1.0.0", kept.Message, StringComparison.Ordinal);
        }

        await objects.DeleteAsync("guest-a", bed.Namespace);
        await Eventually.UntilAsync(async () => await bed.Client.FindAsync(Resources.Pods, bed.Namespace, "guest-a") is null, "the end of the module");
        Assert.Equal(ReleaseStatus.Unpublished, (await bed.RunAsync(await bed.Releases.PlanUnpublishAsync(bed.Namespace, "host", ReleaseBed.Bounded(null)))).Status);
        await bed.Client.DeleteAsync(Resources.Nodes, null, node);
    }
}
