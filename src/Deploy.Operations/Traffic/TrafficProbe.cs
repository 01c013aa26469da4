using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Traffic;

/// <summary>
/// Keeps asking a module's Service through the API server's proxy while a release runs, as its callers do, and counts
/// what is answered. Each request is sent once: a retry would hide what a caller sees.
/// </summary>
public sealed class TrafficProbe : IAsyncDisposable
{
    private const int Callers = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly KubernetesClient client;
    private readonly ProbeTarget target;
    private readonly TimeProvider time;
    private readonly TrafficCount count = new();
    private readonly CancellationTokenSource stop;
    private Task callers = Task.CompletedTask;

    private TrafficProbe(ClusterConnection connection, ProbeTarget target, TimeProvider time, CancellationToken ct)
    {
        client = new KubernetesClient(connection, new KubernetesClientOptions { MaxRetries = 0, RequestTimeout = Patience, TimeProvider = time });
        this.target = target;
        this.time = time;
        stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
    }

    /// <summary>Begins to ask and returns once the Service has answered.</summary>
    /// <param name="cluster">A client of the cluster.</param>
    /// <param name="target">The Service.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends the probe.</param>
    /// <exception cref="DeployException">The Service does not answer, so there is nothing to measure.</exception>
    public static async Task<TrafficProbe> StartAsync(KubernetesClient cluster, ProbeTarget target, TimeProvider time, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(time);
        var probe = new TrafficProbe(cluster.Connection, await target.ResolveAsync(cluster, ct), time, ct);
        try
        {
            await probe.AwaitAnswerAsync(ct);
        }
        catch
        {
            await probe.DisposeAsync();
            throw;
        }
        probe.callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => probe.CallAsync()));
        return probe;
    }

    /// <summary>Stops asking; requests under way are still counted.</summary>
    public async Task<TrafficReport> StopAsync()
    {
        await stop.CancelAsync();
        await callers;
        return count.Report(target.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await callers;
        stop.Dispose();
        client.Dispose();
    }

    private async Task AwaitAnswerAsync(CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            await AskAsync(ct);
            ct.ThrowIfCancellationRequested();
            if (count.Answered > 0)
                break;
            if (time.GetElapsedTime(begun) > Patience)
                throw new DeployException(
                    DeployCodes.InvalidParameter,
                    $"Service {target} in namespace {target.Namespace} does not answer, so its traffic cannot be measured: {count.FirstFailure}",
                    target.Service,
                    "Name a Service that answers, with a path that it serves (biz1:80/health), or leave -ProbeService out.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, ct);
        }
        count.Restart();
    }

    private async Task CallAsync()
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await AskAsync(CancellationToken.None);
                await Task.Delay(Pause, time, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return; // The measurement is over.
        }
    }

    private async Task AskAsync(CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        try
        {
            await client.GetTextAsync(target.ProxyPath, ct);
            count.Answer(time.GetElapsedTime(begun));
        }
        catch (Exception e) when (e is KubernetesException or HttpRequestException or TimeoutException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            count.Fail(Redaction.Text(e.Message));
        }
    }
}
