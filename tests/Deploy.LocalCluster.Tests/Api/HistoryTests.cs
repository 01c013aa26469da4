using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Api;

/// <summary>Beyond what the history holds.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task A_watch_and_a_list_from_too_far_back_are_told_to_begin_again()
    {
        await using var cluster = await LocalClusterFixture.StartAsync(new LocalClusterOptions { Loops = false, History = 16 });
        var maps = Resources.Untyped("", "v1", "configmaps", "ConfigMap", namespaced: true);
        var first = await cluster.Client.CreateAsync(maps, "default", Yaml.Read("metadata: { name: c }"));
        for (var i = 0; i < 20; i++) await cluster.Client.PatchAsync(maps, "default", "c", Patch.Merge(Yaml.Read($"data: {{ k: \"v{i}\" }}")));

        var version = (string)first["metadata"]!["resourceVersion"]!;
        var gone = await Assert.ThrowsAsync<KubernetesException>(async () =>
        {
            await foreach (var change in cluster.Client.WatchAsync(maps, "default", new WatchOptions { ResourceVersion = version })) Assert.Fail($"{change.Type} came instead");
        });
        Assert.True(gone.IsGone);

        using var http = new HttpClient(cluster.Cluster.CreateHandler());
        var list = await http.GetAsync(new Uri(cluster.Cluster.Connection.Server, $"api/v1/configmaps?resourceVersion={version}&resourceVersionMatch=Exact"));
        Assert.Equal(System.Net.HttpStatusCode.Gone, list.StatusCode);
    }
}
