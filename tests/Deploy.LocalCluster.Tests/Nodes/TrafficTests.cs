using System.Collections.Concurrent;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Network;
using Deploy.LocalCluster.Nodes;
using Deploy.LocalCluster.Tests.Controllers;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Nodes;

public sealed class TrafficTests : IAsyncLifetime
{
    private LocalClusterFixture? fixture;
    private NodePool? pool;

    private KubernetesClient Client => fixture!.Client;

    public async ValueTask InitializeAsync()
    {
        fixture = await LocalClusterFixture.StartAsync(new() { Nodes = 0 });
        pool = await NodePool.StartAsync(fixture.Cluster.Connection, new() { Speed = 20 });
    }

    public async ValueTask DisposeAsync()
    {
        await pool!.DisposeAsync();
        await fixture!.DisposeAsync();
    }

    [Fact]
    public async Task No_request_is_lost_in_a_rolling_update_though_the_callers_lag_behind()
    {
        await DeployAsync("registry.local/ok:1");
        await using var service = await ServiceClient.ConnectAsync(Client, pool!.Network, "default", "web", TimeSpan.FromMilliseconds(200));
        using var stop = new CancellationTokenSource();
        var versions = new ConcurrentDictionary<string, int>();
        var callers = Enumerable.Range(0, 4).Select(_ => CallAsync(service, versions, stop.Token)).ToList();
        await Eventually.UntilAsync(() => versions.ContainsKey("1"), "answers of version 1");
        await SetImageAsync("registry.local/ok:2");
        await UntilUpdatedAsync();
        versions.TryRemove("1", out var _);
        await Eventually.UntilAsync(() => versions.GetValueOrDefault("2") > 50, "answers of version 2");
        await stop.CancelAsync();
        Assert.Empty((await Task.WhenAll(callers)).OfType<string>());
    }

    [Fact]
    public async Task A_process_that_ends_at_once_cuts_requests_off()
    {
        await DeployAsync("registry.local/abrupt:1");
        await using var service = await ServiceClient.ConnectAsync(Client, pool!.Network, "default", "web");
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://web/?delay=20000");
        var answer = service.SendAsync(request);
        foreach (var pod in (await Client.ListAllAsync(Resources.Pods, "default")).Items)
            await Client.DeleteAsync(Resources.Pods, "default", pod.Metadata.Name);
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => answer);
        Assert.Equal(HttpRequestError.ResponseEnded, failure.HttpRequestError);
    }

    [Fact]
    public async Task The_servers_proxy_passes_over_addresses_that_their_pods_have_left()
    {
        await using var cluster = await LocalClusterFixture.StartAsync();
        await cluster.Client.CreateAsync(Kinds.Pods, "default", Yaml.Read("metadata: { name: solo }\nspec: { containers: [ { name: main, image: \"registry.local/ok:1\" } ] }"));
        await Eventually.UntilAsync(() => AnswersAsync(cluster.Client), "an answer of the pod");
        await cluster.Client.CreateAsync(Kinds.Services, "default", Yaml.Read("metadata: { name: web }\nspec: { ports: [ { port: 80 } ] }"));
        await cluster.Client.CreateAsync(Resources.Untyped("", "v1", "endpoints", "Endpoints", namespaced: true), "default", Yaml.Read($$"""
            metadata: { name: web }
            subsets:
            - ports: [ { port: 80 } ]
              addresses:
              - { ip: 10.9.9.1, targetRef: { kind: Pod, name: gone } }
              - { ip: 10.9.9.2, targetRef: { kind: Pod, name: solo } }
              - { ip: {{await AddressAsync(cluster.Client)}}, targetRef: { kind: Pod, name: solo } }
            """));
        using var once = new KubernetesClient(cluster.Cluster.Connection, new KubernetesClientOptions { MaxRetries = 0 });
        for (var asked = 0; asked < 20; asked++)
            Assert.Contains("\"path\"", await once.GetTextAsync("/api/v1/namespaces/default/services/web:80/proxy/", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await cluster.Client.DeleteAsync(Resources.Pods, "default", "solo");
        await Eventually.UntilAsync(async () => await cluster.Client.FindAsync(Resources.Pods, "default", "solo") is null, "the end of the pod");
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => once.GetTextAsync("/api/v1/namespaces/default/services/web:80/proxy/", TestContext.Current.CancellationToken));
        Assert.Contains("no endpoints available", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_a_crashing_container_tells_of_this_run_and_of_the_one_before()
    {
        await using var cluster = await LocalClusterFixture.StartAsync();
        await cluster.Client.CreateAsync(Kinds.Pods, "default", Yaml.Read("metadata: { name: solo }\nspec: { containers: [ { name: main, image: \"registry.local/crash:1\" } ] }"));
        await Eventually.UntilAsync(async () => (await cluster.Client.GetAsync(Resources.Pods, "default", "solo")).Status.ContainerStatuses.Any(status => status.RestartCount >= 2), "two restarts");
        var lines = await ReadAsync(cluster.Client, previous: true);
        Assert.Equal("INFO Starting main from registry.local/crash:1", lines[0]);
        Assert.Equal("Exiting with code 1", lines[^1]);
        Assert.NotEmpty(await ReadAsync(cluster.Client, previous: false));
    }

    private static async Task<bool> AnswersAsync(KubernetesClient client)
    {
        try
        {
            return await client.GetTextAsync("/api/v1/namespaces/default/pods/solo:80/proxy/", TestContext.Current.CancellationToken) != "";
        }
        catch (KubernetesException)
        {
            return false;
        }
    }

    private static async Task<string?> AddressAsync(KubernetesClient client) => (await client.GetAsync(Resources.Pods, "default", "solo")).Status.PodIP;

    private static async Task<List<string>> ReadAsync(KubernetesClient client, bool previous)
    {
        var lines = new List<string>();
        await foreach (var line in client.ReadLogAsync("default", "solo", new() { Previous = previous }))
            lines.Add(line);
        return lines;
    }

    // Asks until stopped; the first failure, or null.
    private static async Task<string?> CallAsync(ServiceClient service, ConcurrentDictionary<string, int> versions, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "http://web/?delay=20");
                using var answer = await service.SendAsync(request, CancellationToken.None);
                var body = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(CancellationToken.None))!;
                versions.AddOrUpdate((string)body["version"]!, 1, (_, count) => count + 1);
            }
            catch (HttpRequestException failure)
            {
                return failure.Message;
            }
        }

        return null;
    }

    private async Task DeployAsync(string image)
    {
        await Client.CreateAsync(Kinds.Services, "default", Yaml.Read("metadata: { name: web }\nspec: { selector: { app: web }, ports: [ { port: 80, targetPort: 8080 } ] }"));
        await Client.CreateAsync(Kinds.Deployments, "default", Yaml.Read($$"""
            metadata: { name: web }
            spec:
              replicas: 3
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec:
                  containers:
                  - name: main
                    image: "{{image}}"
                    readinessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 1 }
            """));
        await UntilUpdatedAsync();
        await Eventually.UntilAsync(async () => (await Client.GetAsync(Resources.Endpoints, "default", "web")).Subsets.Sum(subset => subset.Addresses.Count) == 3, "three endpoints");
    }

    private Task SetImageAsync(string image) => Client.PatchAsync(Resources.Deployments, "default", "web",
        Patch.Strategic(Yaml.Read($$"""spec: { template: { spec: { containers: [ { name: main, image: "{{image}}" } ] } } }""")));

    private Task UntilUpdatedAsync() => Eventually.UntilAsync(
        async () => await Client.GetAsync(Resources.Deployments, "default", "web") is { } deployment
            && deployment.Status.ObservedGeneration == deployment.Metadata.Generation
            && deployment.Status is { ReadyReplicas: 3, UpdatedReplicas: 3, Replicas: 3 },
        "rolled out");
}
