namespace Deploy.Conformance.Tests.Objects;

public sealed class CreationTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task A_new_object_gets_its_identity(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var created = await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0));

        Assert.True(Guid.TryParse(created.Text("metadata.uid"), out _));
        Assert.NotEmpty(created.Version());
        Assert.Equal(1, created.Number("metadata.generation"));
        Assert.Equal(ns.Name, created.Text("metadata.namespace"));
        Assert.EndsWith("Z", created.Text("metadata.creationTimestamp"), StringComparison.Ordinal);
        Assert.Equal("Deployment", created.Text("kind"));
        Assert.Equal("apps/v1", created.Text("apiVersion"));
    }

    [Theory, BothClusters]
    public async Task A_name_is_taken_once(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a}");
        var status = (await ns.TryCreateAsync("configmaps", "metadata: {name: a}")).Refuse(HttpStatusCode.Conflict, "AlreadyExists");
        Assert.Equal("configmaps", status.Text("details.kind"));
        Assert.Equal("a", status.Text("details.name"));
        Assert.Equal("configmaps \"a\" already exists", status.Text("message"));
    }

    [Theory, BothClusters]
    public async Task A_missing_object_is_named(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var status = (await ns.TryGetAsync("deployments/nobody")).Refuse(HttpStatusCode.NotFound, "NotFound");
        Assert.Equal("deployments.apps \"nobody\" not found", status.Text("message"));
        Assert.Equal("nobody", status.Text("details.name"));
        Assert.Equal("apps", status.Text("details.group"));
        Assert.Equal("Failure", status.Text("status"));
        Assert.Equal("Status", status.Text("kind"));
    }

    [Theory, BothClusters]
    public async Task A_generated_name_keeps_its_prefix(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var first = await ns.CreateAsync("configmaps", "metadata: {generateName: made-}");
        var second = await ns.CreateAsync("configmaps", "metadata: {generateName: made-}");
        Assert.Matches("^made-[bcdfghjklmnpqrstvwxz2456789]{5}$", first.Name());
        Assert.NotEqual(first.Name(), second.Name());
    }

    [Theory, BothClusters]
    public async Task A_bad_name_is_invalid_and_says_which_field(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var status = (await ns.TryCreateAsync("configmaps", "metadata: {name: Not_Valid}")).Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
        Assert.Equal("metadata.name", status.Text("details.causes.0.field"));
        Assert.Equal("FieldValueInvalid", status.Text("details.causes.0.reason"));
    }

    [Theory, BothClusters]
    public async Task A_name_is_required(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var status = (await ns.TryCreateAsync("configmaps", "metadata: {labels: {a: b}}")).Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
        Assert.Equal("FieldValueRequired", status.Text("details.causes.0.reason"));
    }

    [Theory, BothClusters]
    public async Task A_bad_label_is_invalid(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var status = (await ns.TryCreateAsync("configmaps", "metadata: {name: a, labels: {'not a key!': v}}"))
            .Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
        Assert.Equal("metadata.labels", status.Text("details.causes.0.field"));
    }

    [Theory, BothClusters]
    public async Task A_namespace_must_exist(ClusterKind kind)
    {
        var api = (await GetClusterAsync(kind)).Api;
        var answer = await api.SendAsync(HttpMethod.Post, "/api/v1/namespaces/no-such-namespace/configmaps", Yaml.Read("metadata: {name: a}"));
        answer.Refuse(HttpStatusCode.NotFound, "NotFound");
    }

    [Theory, BothClusters]
    public async Task The_body_must_be_of_the_path_s_kind(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        (await ns.TryCreateAsync("configmaps", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}")).Refuse(HttpStatusCode.BadRequest, "BadRequest");
    }

    [Theory, BothClusters]
    public async Task The_body_must_be_of_the_path_s_namespace(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        (await ns.TryCreateAsync("configmaps", "metadata: {name: a, namespace: default}")).Refuse(HttpStatusCode.BadRequest, "BadRequest");
    }

    [Theory, BothClusters]
    public async Task An_unknown_collection_is_not_found(ClusterKind kind)
    {
        var api = (await GetClusterAsync(kind)).Api;
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/gadgets")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, "/apis/nobody/v1/gadgets")).Code);
    }

    [Theory, BothClusters]
    public async Task A_dry_run_changes_nothing(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var tried = await ns.CreateAsync("configmaps", "metadata: {name: a}", "dryRun=All");
        Assert.NotEmpty(tried.Text("metadata.uid")!);
        (await ns.TryGetAsync("configmaps/a")).Refuse(HttpStatusCode.NotFound, "NotFound");

        await ns.CreateAsync("configmaps", "{metadata: {name: a}, data: {k: v}}");
        var patched = await ns.PatchAsync("configmaps/a", "data: {k: other}", query: "dryRun=All");
        Assert.Equal("other", patched.Text("data.k"));
        Assert.Equal("v", (await ns.GetAsync("configmaps/a")).Text("data.k"));
        await ns.DeleteAsync("configmaps/a", query: "dryRun=All");
        await ns.GetAsync("configmaps/a");
    }
}
