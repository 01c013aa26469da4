namespace Deploy.Conformance.Tests.Objects;

public sealed class TableTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    public static TheoryData<ClusterKind, string, string, string> Columns
    {
        get
        {
            var columns = new TheoryData<ClusterKind, string, string, string>();
            foreach (var kind in Enum.GetValues<ClusterKind>())
            {
                columns.Add(kind, "/api/v1/pods", "Name,Ready,Status,Restarts,Age", "IP,Node,Nominated Node,Readiness Gates");
                columns.Add(kind, "/apis/apps/v1/deployments", "Name,Ready,Up-to-date,Available,Age", "Containers,Images,Selector");
                columns.Add(kind, "/apis/apps/v1/replicasets", "Name,Desired,Current,Ready,Age", "Containers,Images,Selector");
                columns.Add(kind, "/apis/apps/v1/daemonsets", "Name,Desired,Current,Ready,Up-to-date,Available,Node Selector,Age", "Containers,Images,Selector");
                columns.Add(kind, "/apis/apps/v1/statefulsets", "Name,Ready,Age", "Containers,Images");
                columns.Add(kind, "/apis/apps/v1/controllerrevisions", "Name,Controller,Revision,Age", "");
                columns.Add(kind, "/api/v1/services", "Name,Type,Cluster-IP,External-IP,Port(s),Age", "Selector");
                columns.Add(kind, "/api/v1/endpoints", "Name,Endpoints,Age", "");
                columns.Add(kind, "/api/v1/configmaps", "Name,Data,Age", "");
                columns.Add(kind, "/api/v1/secrets", "Name,Type,Data,Age", "");
                columns.Add(kind, "/api/v1/namespaces", "Name,Status,Age", "");
                columns.Add(kind, "/api/v1/events", "Last Seen,Type,Reason,Object,Message", "Subobject,Source,First Seen,Count,Name");
                columns.Add(kind, "/apis/coordination.k8s.io/v1/leases", "Name,Holder,Age", "");
                columns.Add(kind, "poddisruptionbudgets", "Name,Min Available,Max Unavailable,Allowed Disruptions,Age", "");
            }
            return columns;
        }
    }

    [Theory, MemberData(nameof(Columns))]
    public async Task Columns_are_those_of_kubectl(ClusterKind kind, string path, string columns, string wide)
    {
        var api = (await GetClusterAsync(kind)).Api;
        var full = path.StartsWith('/') ? path : $"/apis/{await api.GetPolicyVersionAsync()}/{path}";
        var table = (await api.SendAsync(HttpMethod.Get, full, accept: Table)).Succeed();
        Assert.Equal("Table", table.Text("kind"));
        Assert.Equal("meta.k8s.io/v1", table.Text("apiVersion"));
        Assert.Equal(columns, Show(table, wide: false));
        Assert.Equal(wide, Show(table, wide: true));
    }

    [Theory, BothClusters]
    public async Task A_row_shows_the_object_and_its_metadata(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "{metadata: {name: a}, data: {k: v, l: w}}");
        var table = (await ns.Api.SendAsync(HttpMethod.Get, ns.Path("configmaps/a"), accept: Table)).Succeed();
        var row = Assert.Single(table.Items("rows"));
        Assert.Equal("a", row.Text("cells.0"));
        Assert.Equal(2, row.Number("cells.1"));
        Assert.Equal("PartialObjectMetadata", row.Text("object.kind"));
        Assert.Equal("a", row.At("object").Name());
    }

    [Theory, BothClusters]
    public async Task A_deployment_s_row_counts_its_replicas(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0, image: "x:1"));
        var table = (await ns.Api.SendAsync(HttpMethod.Get, ns.Path("deployments/web"), accept: Table)).Succeed();
        Assert.Equal(["web", "0/0", "0", "0"], table.Items("rows")[0].At("cells")!.AsArray().Take(4).Select(cell => cell!.ToString()));
        Assert.Equal(["main", "x:1", "app=web"], table.Items("rows")[0].At("cells")!.AsArray().Skip(5).Select(cell => cell!.ToString()));
    }

    private static string Show(System.Text.Json.Nodes.JsonNode table, bool wide) =>
        string.Join(',', table.Items("columnDefinitions").Where(column => column.Number("priority") > 0 == wide).Select(column => column.Text("name")));
}
