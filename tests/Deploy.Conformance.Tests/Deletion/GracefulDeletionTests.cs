namespace Deploy.Conformance.Tests.Deletion;

public sealed class GracefulDeletionTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    // Pods of a node that does not exist: nobody but the case itself ends them.
    private const string Nowhere = "nobody";

    [Theory, BothClusters]
    public async Task A_pod_on_a_node_waits_for_its_node(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", Samples.Pod("p", Nowhere));
        var deleting = await ns.DeleteAsync("pods/p");
        Assert.NotNull(deleting.Text("metadata.deletionTimestamp"));
        Assert.Equal(30, deleting.Number("metadata.deletionGracePeriodSeconds"));
        await ns.GetAsync("pods/p");
        await ns.DeleteAsync("pods/p", "gracePeriodSeconds: 0");
        (await ns.TryGetAsync("pods/p")).Refuse(HttpStatusCode.NotFound, "NotFound");
    }

    [Theory, BothClusters]
    public async Task A_pod_without_a_node_goes_at_once(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", "{metadata: {name: p}, spec: {schedulerName: nobody, containers: [{name: c, image: x}]}}");
        await ns.DeleteAsync("pods/p");
        (await ns.TryGetAsync("pods/p")).Refuse(HttpStatusCode.NotFound, "NotFound");
    }

    [Theory, BothClusters]
    public async Task The_grace_can_be_shortened_but_not_prolonged(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", Samples.Pod("p", Nowhere));
        Assert.Equal(20, (await ns.DeleteAsync("pods/p", "gracePeriodSeconds: 20")).Number("metadata.deletionGracePeriodSeconds"));
        Assert.Equal(5, (await ns.DeleteAsync("pods/p", "gracePeriodSeconds: 5")).Number("metadata.deletionGracePeriodSeconds"));
        Assert.Equal(5, (await ns.DeleteAsync("pods/p", "gracePeriodSeconds: 60")).Number("metadata.deletionGracePeriodSeconds"));
        await ns.DeleteAsync("pods/p", "gracePeriodSeconds: 0");
    }

    [Theory, BothClusters]
    public async Task A_deletion_may_expect_a_uid(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var pod = await ns.CreateAsync("pods", Samples.Pod("p", Nowhere));
        var refused = await ns.TryDeleteAsync("pods/p", "{gracePeriodSeconds: 0, preconditions: {uid: 00000000-0000-0000-0000-000000000001}}");
        refused.Refuse(HttpStatusCode.Conflict, "Conflict");
        await ns.DeleteAsync("pods/p", $"{{gracePeriodSeconds: 0, preconditions: {{uid: {pod.Text("metadata.uid")}}}}}");
    }

    [Theory, BothClusters]
    public async Task A_deletion_may_expect_a_version(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var old = (await ns.CreateAsync("configmaps", "metadata: {name: a}")).Version();
        await ns.PatchAsync("configmaps/a", "data: {k: v}");
        (await ns.TryDeleteAsync("configmaps/a", $"preconditions: {{resourceVersion: '{old}'}}")).Refuse(HttpStatusCode.Conflict, "Conflict");
    }

    [Theory, BothClusters]
    public async Task What_is_deleted_at_once_is_answered_with_success(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var created = await ns.CreateAsync("configmaps", "metadata: {name: a}");
        var status = await ns.DeleteAsync("configmaps/a");
        Assert.Equal("Status", status.Text("kind"));
        Assert.Equal("Success", status.Text("status"));
        Assert.Equal(created.Text("metadata.uid"), status.Text("details.uid"));
    }

    [Theory, BothClusters]
    public async Task A_pod_with_a_finalizer_outlives_its_grace(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", Samples.Pod("p", Nowhere));
        await ns.PatchAsync("pods/p", "metadata: {finalizers: [deploy.test/keep]}");
        await ns.DeleteAsync("pods/p", "gracePeriodSeconds: 0");
        Assert.Equal(0, (await ns.GetAsync("pods/p")).Number("metadata.deletionGracePeriodSeconds"));
        await ns.PatchAsync("pods/p", "metadata: {finalizers: null}");
        (await ns.TryGetAsync("pods/p")).Refuse(HttpStatusCode.NotFound, "NotFound");
    }
}
