using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Controllers;

public sealed class GarbageTests : LoopTest
{
    [Fact]
    public async Task Background_deletion_takes_everything_below()
    {
        await ReadyAsync();
        await Client.DeleteAsync(Resources.Deployments, "default", "web");
        Assert.Null(await Client.FindAsync(Resources.Deployments, "default", "web"));
        await Eventually.UntilAsync(async () => (await SetsAsync("web")).Count + (await PodsAsync("web")).Count == 0, "nothing left");
    }

    [Fact]
    public async Task Foreground_deletion_keeps_the_owner_until_all_below_is_gone()
    {
        await ReadyAsync();
        await Client.DeleteAsync(Resources.Deployments, "default", "web", new() { Propagation = PropagationPolicy.Foreground });
        await Eventually.UntilAsync(
            async () =>
            {
                var left = await Client.FindAsync(Resources.Deployments, "default", "web");
                if (left is null)
                    Assert.Empty(await SetsAsync("web"));
                return left is null;
            },
            "the deployment gone");
        Assert.Empty(await PodsAsync("web"));
    }

    [Fact]
    public async Task Orphan_deletion_leaves_what_is_below_and_a_new_owner_adopts_it()
    {
        await ReadyAsync();
        var before = (await PodsAsync("web")).Select(pod => pod.Metadata.Uid).Order().ToList();
        await Client.DeleteAsync(Resources.Deployments, "default", "web", new() { Propagation = PropagationPolicy.Orphan });
        await Eventually.UntilAsync(async () => await Client.FindAsync(Resources.Deployments, "default", "web") is null, "the deployment gone");
        Assert.Empty(Assert.Single(await SetsAsync("web")).Metadata.OwnerReferences);
        await CreateDeploymentAsync("web", 2);
        await UntilReadyAsync("web", 2);
        Assert.Equal(before, (await PodsAsync("web")).Select(pod => pod.Metadata.Uid).Order());
    }

    [Fact]
    public async Task A_finalizer_holds_a_pod_and_its_last_status_says_how_it_ended()
    {
        await CreateAsync(Kinds.Pods, "metadata: { name: solo, finalizers: [ module.deploy/archive-diagnostics ] }\nspec: { containers: [ { name: main, image: \"registry.local/ok:1\" } ] }");
        await Eventually.UntilAsync(async () => (await Client.GetAsync(Resources.Pods, "default", "solo")).Status.Phase == "Running", "running");
        await Client.DeleteAsync(Resources.Pods, "default", "solo");
        await Eventually.UntilAsync(async () => (await Client.GetAsync(Resources.Pods, "default", "solo")).Metadata.DeletionGracePeriodSeconds == 0, "the agent done");
        var pod = await Client.GetAsync(Resources.Pods, "default", "solo");
        Assert.Equal(0, pod.Status.ContainerStatuses[0].State.Terminated!.ExitCode);
        await Client.PatchAsync(Resources.Pods, "default", "solo", Patch.Merge(Yaml.Read("metadata: { finalizers: null }")));
        await Eventually.UntilAsync(async () => await Client.FindAsync(Resources.Pods, "default", "solo") is null, "gone");
    }

    [Fact]
    public async Task A_deleted_namespace_is_emptied_first()
    {
        await Client.CreateAsync(Resources.Namespaces, null, new() { Metadata = new() { Name = "shop" } });
        await Client.CreateAsync(Kinds.Deployments, "shop", Yaml.Read("""
            metadata: { name: web }
            spec:
              selector: { matchLabels: { app: web } }
              template: { metadata: { labels: { app: web } }, spec: { containers: [ { name: main, image: "registry.local/ok:1" } ] } }
            """));
        await Eventually.UntilAsync(async () => (await Client.ListAllAsync(Resources.Pods, "shop")).Items.Count == 1, "a pod");
        await Client.DeleteAsync(Resources.Namespaces, null, "shop");
        await Eventually.UntilAsync(async () => await Client.FindAsync(Resources.Namespaces, null, "shop") is null, "the namespace gone");
        Assert.Empty((await Client.ListAllAsync(Resources.Pods, "shop")).Items);
    }

    private async Task ReadyAsync()
    {
        await CreateDeploymentAsync("web", 2);
        await UntilReadyAsync("web", 2);
    }
}
