using Deploy.Conformance.Tests.Workloads;

namespace Deploy.Conformance.Tests.Releases;

/// <summary>A replica leaves its ReplicaSet in one write and serves on until its replacement does.</summary>
public sealed class RecyclingTests(ClusterPair clusters) : DeploymentCase(clusters)
{
    [Theory, BothClusters]
    public async Task The_marked_one_serves_on_while_a_replacement_starts(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("services", "{metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}");
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 1));
        await UntilCompleteAsync(ns);
        var old = (await ns.GetAsync("pods")).Items()[0];

        await ns.PatchAsync($"pods/{old.Name()}",
            $"metadata: {{uid: {old.Text("metadata.uid")}, labels: {{pod-template-hash: null}}, annotations: {{module.deploy/decommissioned-at: now}}}}");
        await ns.UntilAsync("endpoints/web", endpoints => endpoints.At("subsets.0.addresses") is { } ready && ready.AsArray().Count == 2);
        var orphan = await ns.UntilAsync($"pods/{old.Name()}", pod => pod.At("metadata.ownerReferences") is null);
        Assert.Equal("True", orphan.Condition("Ready"));

        await ns.PatchAsync($"pods/{old.Name()}", "metadata: {labels: {app: null}}");
        await ns.UntilAsync("endpoints/web", endpoints => endpoints.At("subsets.0.addresses") is { } ready && ready.AsArray().Count == 1);
        await ns.DeleteAsync($"pods/{old.Name()}", $"preconditions: {{uid: {old.Text("metadata.uid")}}}");
        await ns.UntilGoneAsync($"pods/{old.Name()}");
        Assert.Equal(1, Ready(await ns.GetAsync("pods")));
    }
}
