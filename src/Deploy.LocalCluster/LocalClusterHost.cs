using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Deploy.LocalCluster.Bases;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Processes;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster;

/// <summary>The body of a local cluster's own process.</summary>
public static partial class LocalClusterHost
{
    /// <summary>The verb before the arguments of its process.</summary>
    public const string Verb = "__local-cluster";

    internal const int AlreadyOwned = 3;

    /// <summary>Runs a cluster until it is told to stop.</summary>
    /// <param name="arguments">Home, instance, nodes, bases: what <see cref="LocalClusterProcess"/> passes.</param>
    /// <returns>The exit code: 0 stopped, 1 failed (the log says why), 2 wrong arguments, 3 another process owns the home.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct = default)
    {
        if (arguments is not [var path, var instance, var nodes, var bases]
            || !int.TryParse(nodes, CultureInfo.InvariantCulture, out var nodeCount) || !int.TryParse(bases, CultureInfo.InvariantCulture, out var baseCount)) return 2;
        var home = new ClusterHome(path);
        home.CreateFolder();
        using var owner = FileLock.TryAcquire(home.OwnerLock);
        if (owner is null) return AlreadyOwned;
        using var log = new BoundedLog(home.Log, TimeProvider.System);
        var logger = log.CreateLogger("Deploy.LocalCluster");
        try
        {
            await RunAsync(home, instance, new LocalClusterOptions { Nodes = nodeCount, Bases = baseCount, Listen = true, LoggerFactory = log }, logger, ct);
            return 0;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(logger, e);
            return 1;
        }
    }

    private static async Task RunAsync(ClusterHome home, string instance, LocalClusterOptions options, ILogger logger, CancellationToken ct)
    {
        var control = new ControlEndpoint(instance);
        using var signals = new SignalWatch(control.Stop);
        var state = new ClusterState
        {
            Instance = instance,
            ProcessId = Environment.ProcessId,
            ProcessMark = ProcessMark.Of(Environment.ProcessId) ?? "",
            StartedAt = options.TimeProvider.GetUtcNow(),
            Nodes = options.Nodes,
            Bases = options.Bases,
        };
        await state.WriteAsync(home, ct);
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(options, ct);
            control.Bases = new BasesEndpoint(cluster.Bases);
            var secret = EndpointRouter.NewSecret();
            using var registration = cluster.AddEndpoint(secret, control);
            await ClusterHome.WriteAsync(home.Kubeconfig, Encoding.UTF8.GetBytes(Kubeconfig(cluster.ListenerUri!)), ct);
            await (state with { Server = cluster.ListenerUri, BlobStore = cluster.Blobs.ConnectionString, Control = new Uri(new Uri(cluster.ListenerUri!, "/"), secret + "/") }).WriteAsync(home, ct);
            LogReady(logger, Environment.ProcessId, RuntimeInformation.FrameworkDescription);
            await control.Stopping.WaitAsync(ct);
        }
        finally
        {
            home.Clear();
        }

        LogStopped(logger);
    }

    internal static string Kubeconfig(Uri server) => $"""
        apiVersion: v1
        kind: Config
        current-context: local
        clusters:
        - name: local
          cluster:
            server: {server.AbsoluteUri.TrimEnd('/')}
        contexts:
        - name: local
          context:
            cluster: local
            namespace: default
            user: local
        users:
        - name: local
          user: {"{}"}

        """;

    [LoggerMessage(Level = LogLevel.Information, Message = "ready, process {ProcessId}, {Runtime}")]
    private static partial void LogReady(ILogger logger, int processId, string runtime);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopped")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "the local cluster failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
