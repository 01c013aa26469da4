using System.Text;
using System.Text.Json.Nodes;
using Deploy.Functions.Hosting;
using Deploy.Functions.Settings;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.Operations.Maintenance;
using Deploy.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Deploy.Functions.Tests;

/// <summary>The handler as the Functions host meets it: over loopback HTTP, on a local cluster's API and blob store.</summary>
internal sealed class HandlerFixture : IAsyncDisposable
{
    private HandlerFixture(WebApplication app, EmbeddedCluster cluster, KubernetesClient kubernetes, CapturedLog log)
    {
        App = app;
        Cluster = cluster;
        Kubernetes = kubernetes;
        Log = log;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public EmbeddedCluster Cluster { get; }

    public KubernetesClient Kubernetes { get; }

    public CapturedLog Log { get; }

    public HttpClient Http { get; }

    public static async Task<HandlerFixture> StartAsync(
        MaintenanceOptions? options = null, HttpMessageHandler? alerts = null, TimeProvider? time = null, string[]? args = null, bool broken = false)
    {
        var clock = time ?? TimeProvider.System;
        var cluster = await EmbeddedCluster.StartAsync(new() { Loops = false, TimeProvider = clock });
        var client = new KubernetesClient(cluster.Connection, new() { TimeProvider = clock, MaxRetries = 0 });
        var used = broken ? new KubernetesClient(cluster.Connection with { Handler = new Unreachable() }, new() { TimeProvider = clock, MaxRetries = 0 }) : client;
        var store = BlobStore.Open(new() { ConnectionString = cluster.Blobs.ConnectionString, Handler = cluster.CreateHandler() }, clock);
        var log = new CapturedLog();
        var app = FunctionApp.Build(args ?? [], builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Services.AddSingleton(clock);
            builder.Services.AddSingleton(new ClusterTargets([new("local", new(used, store, options, clock) { AlertHandler = alerts })]));
        });
        await app.StartAsync();
        return new(app, cluster, client, log);
    }

    public async Task<(int Status, JsonNode? Body)> PostAsync(string path, string body, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path);
        if (method is null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("X-Azure-Functions-InvocationId", "9a2c5c2e-28fe-4b4c-8d07-1d8f4c0a0d55");
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("connection refused");
    }
}
