using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Deploy.Functions.Tests.Host;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Deploy.Functions.Tests;

/// <summary>What a worker works on: a host, a local cluster with its blob store, a kubeconfig of all clusters, and the settings that lead there.</summary>
internal sealed class WorkerBed : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("worker-").FullName;
    private readonly List<IAsyncDisposable> parts = [];
    private readonly Socket refusing = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Dictionary<string, Uri> clusters = new(StringComparer.Ordinal);

    private WorkerBed(FunctionsHost host, LocalClusterFixture live)
    {
        (Host, Live) = (host, live);
        parts.AddRange([host, live]);
        clusters["live"] = live.Cluster.ListenerUri!;
    }

    public FunctionsHost Host { get; }

    public LocalClusterFixture Live { get; }

    /// <summary>Settings of every worker that is started from here on.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="ago">How long ago it is in the cluster: what is deleted there was deleted so long ago.</param>
    public static async Task<WorkerBed> StartAsync(TimeSpan ago = default)
    {
        var cluster = await LocalClusterFixture.StartApiAsync(ago == default ? null : new EarlierTime(ago), listen: true);
        var bed = new WorkerBed(await FunctionsHost.StartAsync(), cluster);
        bed.Settings["DEPLOY_STORE"] = cluster.Cluster.Blobs.ConnectionString;
        return bed;
    }

    /// <summary>A store that answers nobody until it is told to: who archives waits for it in the middle of a sweep.</summary>
    public Relay HoldStore()
    {
        var endpoint = Live.Cluster.Blobs.Endpoint;
        var relay = Keep(new Relay(endpoint, isSilent: true));
        Settings["DEPLOY_STORE"] = Live.Cluster.Blobs.ConnectionString.Replace(endpoint.ToString(), relay.Address.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(Live.Cluster.Blobs.ConnectionString, Settings["DEPLOY_STORE"]);
        return relay;
    }

    /// <summary>One more cluster for the workers to look after.</summary>
    public void Add(string name, Uri server) => clusters[name] = server;

    /// <summary>One more cluster, whose address refuses all who come: the port is taken, and nobody listens there.</summary>
    /// <param name="name">Its context.</param>
    /// <param name="path">What its address holds beside host and port.</param>
    public void AddRefusing(string name, string path = "")
    {
        refusing.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Add(name, new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)refusing.LocalEndPoint!).Port}/{path}")));
    }

    /// <summary>Something that goes when this goes.</summary>
    public T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Add(part);
        return part;
    }

    public async Task<WorkerProcess> StartWorkerAsync(FunctionsHost? host = null, string? app = null)
    {
        await WriteKubeconfigAsync();
        return Keep(await WorkerProcess.StartAsync(host ?? Host, app ?? FunctionApp.Built, Settings));
    }

    public async Task WriteKubeconfigAsync()
    {
        var path = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(path, $"""
            apiVersion: v1
            kind: Config
            current-context: live
            users: [{"{"}name: robot, user: {"{"}token: PLANTEDTOKEN{"}"} {"}"}]
            clusters:
            {string.Join('\n', clusters.Select(each => $"- {{name: {each.Key}, cluster: {{server: \"{each.Value}\"}} }}"))}
            contexts:
            {string.Join('\n', clusters.Select(each => $"- {{name: {each.Key}, context: {{cluster: {each.Key}, user: robot}} }}"))}
            """, Token);
        Settings["DEPLOY_KUBECONFIG"] = path;
        Settings.TryAdd("DEPLOY_CONTEXTS", string.Join(',', clusters.Keys));
    }

    /// <summary>
    /// Replicas that wait in deletion for an archiver that does not run: StuckDeletions archives each and lets it go.
    /// </summary>
    public async Task AddStuckReplicasAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var pod = Yaml.Read($$"""
                apiVersion: v1
                kind: Pod
                metadata: {name: stuck{{i}}, finalizers: [module.deploy/archive-diagnostics], labels: {module-controller.koupleless.io/component: module} }
                spec: {containers: [{name: a, image: registry.local/ok:1}]}
                """);
            await Live.Client.CreateAsync(Resources.Untyped("", "v1", "pods", "Pod", true), "default", pod, null, Token);
            await Live.Client.DeleteAsync(Resources.Pods, "default", $"stuck{i}", null, Token);
        }
    }

    public async Task<int> CountPodsAsync() => (await Live.Client.ListAllAsync(Resources.Pods, "default", null, Token)).Items.Count;

    public async Task<Lease?> LeaseAsync(string task) => await Live.Client.FindAsync(Resources.Leases, "default", $"deploy-{task.ToLowerInvariant()}", Token);

    /// <summary>Whether a run of the task has been and nobody holds its lease any more.</summary>
    public async Task<bool> IsReleasedAsync(string task) => await LeaseAsync(task) is { } lease && string.IsNullOrEmpty(lease.Spec.HolderIdentity);

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(parts))
            await part.DisposeAsync();
        refusing.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The system's clock, set back.</summary>
    private sealed class EarlierTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - by;
    }
}

/// <summary>Takes what is posted to it over HTTP: telemetry, or alerts.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string Text)> received = new();
    private readonly int status;

    private Receiver(int status)
    {
        this.status = status;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(TakeAsync);
    }

    public Uri Address => new(app.Urls.First());

    /// <param name="status">What it answers.</param>
    public static async Task<Receiver> StartAsync(int status = 200)
    {
        var receiver = new Receiver(status);
        await receiver.app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>What was posted to a path, or to all.</summary>
    public string Text(string? path = null) => string.Concat(received.Where(each => path is null || each.Path == path).Select(each => each.Text));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
        received.Enqueue((context.Request.Path, await reader.ReadToEndAsync(context.RequestAborted)));
        context.Response.StatusCode = status;
    }
}
