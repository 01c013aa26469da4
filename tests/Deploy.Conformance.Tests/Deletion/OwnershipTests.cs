using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Deletion;

public sealed class OwnershipTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task What_is_owned_goes_after_its_owner(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await CreatePairAsync(ns);
        await ns.DeleteAsync("configmaps/owner", "propagationPolicy: Background");
        await ns.UntilGoneAsync("configmaps/owned");
    }

    [Theory, BothClusters]
    public async Task Orphans_stay_and_forget_their_owner(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await CreatePairAsync(ns);
        await ns.DeleteAsync("configmaps/owner", "propagationPolicy: Orphan");
        await ns.UntilGoneAsync("configmaps/owner");
        await ns.UntilAsync("configmaps/owned", owned => owned.At("metadata.ownerReferences") is null);
    }

    [Theory, BothClusters]
    public async Task In_the_foreground_the_owner_goes_last(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await CreatePairAsync(ns, finalizer: "deploy.test/keep");
        var owner = await ns.DeleteAsync("configmaps/owner", "propagationPolicy: Foreground");
        Assert.Contains("foregroundDeletion", owner.At("metadata.finalizers")!.AsArray().Select(name => name!.GetValue<string>()));
        await ns.UntilAsync("configmaps/owned", owned => owned.Text("metadata.deletionTimestamp") is not null);
        await ns.GetAsync("configmaps/owner");
        await ns.PatchAsync("configmaps/owned", "metadata: {finalizers: null}");
        await ns.UntilGoneAsync("configmaps/owner");
    }

    [Theory, BothClusters]
    public async Task An_object_whose_owner_never_was_goes(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps",
            "metadata: {name: owned, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: nobody, uid: 00000000-0000-0000-0000-000000000001}]}");
        await ns.UntilGoneAsync("configmaps/owned");
    }

    [Theory, BothClusters]
    public async Task It_stays_while_another_owner_lives(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var (one, two) = (await ns.CreateAsync("configmaps", "metadata: {name: one}"), await ns.CreateAsync("configmaps", "metadata: {name: two}"));
        await ns.CreateAsync("configmaps", $"metadata: {{name: owned, ownerReferences: [{Reference(one)}, {Reference(two)}]}}");
        await ns.DeleteAsync("configmaps/one", "propagationPolicy: Background");
        var owned = await ns.UntilAsync("configmaps/owned", owned => owned.At("metadata.ownerReferences")!.AsArray().Count == 1);
        Assert.Equal("two", owned.Text("metadata.ownerReferences.0.name"));
    }

    [Theory, BothClusters]
    public async Task Only_one_owner_may_be_the_controller(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var answer = await ns.TryCreateAsync("configmaps",
            """
            metadata:
              name: a
              ownerReferences:
              - {apiVersion: v1, kind: ConfigMap, name: x, uid: u1, controller: true}
              - {apiVersion: v1, kind: ConfigMap, name: y, uid: u2, controller: true}
            """);
        answer.Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
    }

    [Theory, BothClusters]
    public async Task A_namespace_takes_everything_with_it(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a, finalizers: [deploy.test/keep]}");
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0));
        await ns.Api.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{ns.Name}");
        await ns.UntilGoneAsync("deployments/web");
        Assert.Equal("Terminating", (await ns.Api.GetAsync($"/api/v1/namespaces/{ns.Name}")).Text("status.phase"));
        (await ns.TryCreateAsync("configmaps", "metadata: {name: late}")).Refuse(HttpStatusCode.Forbidden, "Forbidden");
        await ns.PatchAsync("configmaps/a", "metadata: {finalizers: null}");
        await ns.Api.UntilGoneAsync($"/api/v1/namespaces/{ns.Name}");
    }

    private static async Task CreatePairAsync(TestNamespace ns, string? finalizer = null)
    {
        var owner = await ns.CreateAsync("configmaps", "metadata: {name: owner}");
        await ns.CreateAsync("configmaps", $"metadata: {{name: owned, finalizers: [{finalizer}], ownerReferences: [{Reference(owner)}]}}");
    }

    private static string Reference(JsonObject owner) =>
        $"{{apiVersion: v1, kind: ConfigMap, name: {owner.Name()}, uid: {owner.Text("metadata.uid")}, blockOwnerDeletion: true}}";
}
