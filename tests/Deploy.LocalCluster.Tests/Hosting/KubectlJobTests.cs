using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.LocalCluster.Tests.Hosting;

/// <summary>A day's work with kubectl on a whole local cluster: control loops, scheduler and nodes run.</summary>
public sealed class KubectlJobTests : IAsyncLifetime
{
    private const string Manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web }
        spec:
          replicas: 2
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: c
                image: registry.local/ok:1
                ports: [ { containerPort: 8080 } ]
                readinessProbe: { httpGet: { port: 8080 }, periodSeconds: 1 }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: web }
        spec: { selector: { app: web }, ports: [ { port: 80, targetPort: 8080 } ] }
        """;

    private KubectlBed? bed;

    private Kubectl Kubectl => bed!.Kubectl;

    public async ValueTask InitializeAsync() => bed = await KubectlBed.StartAsync(() => LocalClusterFixture.StartAsync(new LocalClusterOptions { Listen = true }));

    public ValueTask DisposeAsync() => bed?.DisposeAsync() ?? default;

    [Fact]
    public async Task Roll_out_look_at_undo_drain_and_delete()
    {
        await Kubectl.RunAsync(["apply", "-f", "-"], Manifest);
        Assert.Contains("successfully rolled out", await RunAsync("rollout status deployment/web --timeout=30s"), StringComparison.Ordinal);
        Assert.Matches(@"web\s+2/2\s+2\s+2", await RunAsync("get deployment web"));
        Assert.Matches(@"web-\w+-\w+\s+1/1\s+Running\s+0\s+\d+s\s+\d+\.\d+\.\d+\.\d+\s+node-\d", await RunAsync("get pods -o wide"));
        Assert.NotEqual("", await RunAsync("logs deployment/web --tail=1"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\S+Z ", await RunAsync("logs deployment/web --timestamps --tail=1"));
        using var http = new HttpClient();
        var hello = new Uri(bed!.Server, "api/v1/namespaces/default/services/web:80/proxy/hello");
        Assert.Contains("\"path\"", await http.GetStringAsync(hello), StringComparison.Ordinal);

        await RunAsync("set image deployment/web c=registry.local/ok:2");
        await RunAsync("rollout status deployment/web --timeout=30s");
        Assert.Matches(@"REVISION[^\n]*\n1 [^\n]*\n2 ", await RunAsync("rollout history deployment/web"));
        await RunAsync("rollout undo deployment/web --to-revision=1");
        await RunAsync("rollout status deployment/web --timeout=30s");
        Assert.Equal("registry.local/ok:1", await RunAsync("get deployment web -o jsonpath={.spec.template.spec.containers[0].image}"));
        await RunAsync("rollout restart deployment/web");
        await RunAsync("rollout status deployment/web --timeout=30s");
        Assert.Contains("ScalingReplicaSet", await RunAsync("describe deployment web"), StringComparison.Ordinal);

        var node = await RunAsync("get pods -o jsonpath={.items[0].spec.nodeName}");
        await RunAsync($"drain {node} --timeout=30s");
        Assert.DoesNotContain(node, await RunAsync("get pods -o wide"), StringComparison.Ordinal);
        await RunAsync("wait --for=condition=Available deployment/web --timeout=30s");
        await RunAsync("delete deployment,service web --timeout=30s");
        await RunAsync("wait --for=delete pod -l app=web --timeout=30s");
        Assert.Equal("", await RunAsync("get pods -o name"));
    }

    private Task<string> RunAsync(string line) => Kubectl.RunAsync(line);
}
