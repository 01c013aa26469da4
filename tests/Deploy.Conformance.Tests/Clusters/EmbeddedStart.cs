using Deploy.LocalCluster;

namespace Deploy.Conformance.Tests.Clusters;

/// <summary>Starts the embedded cluster behind its loopback listener: the cases and kubectl reach it the way they reach a real one.</summary>
internal static class EmbeddedStart
{
    private const int History = 1024;

    public static async Task<ConformanceCluster> RunAsync()
    {
        var cluster = await EmbeddedCluster.StartAsync(new LocalClusterOptions { Listen = true, History = History });
        var api = new ClusterApi(new HttpClient { BaseAddress = cluster.ListenerUri, Timeout = Timeout.InfiniteTimeSpan });
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("kubeconfig"),
            $$"""
            apiVersion: v1
            kind: Config
            current-context: local
            clusters:
            - name: local
              cluster: {server: "{{cluster.ListenerUri}}"}
            contexts:
            - name: local
              context: {cluster: local}
            """);
        return new ConformanceCluster(api, folder.File("kubeconfig"), () => ForgetHistoryAsync(api), new Stack<IAsyncDisposable>([folder, cluster]))
        {
            Store = cluster.Blobs.ConnectionString,
        };
    }

    // The history is so many changes long; as many new ones push the old out.
    private static async Task ForgetHistoryAsync(ClusterApi api)
    {
        await using var ns = await TestNamespace.CreateAsync(api);
        await ns.CreateAsync("events", $"{{metadata: {{name: churn}}, involvedObject: {{namespace: {ns.Name}, name: churn}}}}");
        for (var count = 0; count <= History; count++)
            await ns.PatchAsync("events/churn", $"message: 'change {count}'");
    }
}
