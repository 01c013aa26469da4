namespace Deploy.Conformance.Tests.Deletion;

public sealed class FinalizerTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    private const string OneFinalizer = "metadata: {name: a, finalizers: [deploy.test/one]}";
    private const string NoFinalizer = "metadata: {finalizers: null}";

    [Theory, BothClusters]
    public async Task An_object_stays_until_its_last_finalizer_goes(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a, finalizers: [deploy.test/one, deploy.test/two]}");
        var deleting = await ns.DeleteAsync("configmaps/a");
        Assert.NotNull(deleting.Text("metadata.deletionTimestamp"));
        Assert.Equal(0, deleting.Number("metadata.deletionGracePeriodSeconds"));
        await ns.PatchAsync("configmaps/a", "metadata: {finalizers: [deploy.test/two]}");
        await ns.GetAsync("configmaps/a");
        await ns.PatchAsync("configmaps/a", NoFinalizer);
        (await ns.TryGetAsync("configmaps/a")).Refuse(HttpStatusCode.NotFound, "NotFound");
    }

    [Theory, BothClusters]
    public async Task None_may_be_added_while_it_is_deleted(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", OneFinalizer);
        await ns.DeleteAsync("configmaps/a");
        var answer = await ns.TryPatchAsync("configmaps/a", "metadata: {finalizers: [deploy.test/one, deploy.test/two]}");
        answer.Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
        await ns.PatchAsync("configmaps/a", NoFinalizer);
    }

    [Theory, BothClusters]
    public async Task A_second_deletion_changes_nothing(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", OneFinalizer);
        var first = await ns.DeleteAsync("configmaps/a");
        var second = await ns.DeleteAsync("configmaps/a");
        Assert.Equal(first.Text("metadata.deletionTimestamp"), second.Text("metadata.deletionTimestamp"));
        await ns.PatchAsync("configmaps/a", NoFinalizer);
    }

    [Theory, BothClusters]
    public async Task Its_name_must_be_qualified(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        (await ns.TryCreateAsync("configmaps", "metadata: {name: a, finalizers: ['not valid']}")).Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
    }

    [Theory, BothClusters]
    public async Task A_deleting_object_can_still_be_labelled(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", OneFinalizer);
        await ns.DeleteAsync("configmaps/a");
        Assert.Equal("b", (await ns.PatchAsync("configmaps/a", "metadata: {labels: {a: b}}")).Text("metadata.labels.a"));
        await ns.PatchAsync("configmaps/a", NoFinalizer);
    }
}
