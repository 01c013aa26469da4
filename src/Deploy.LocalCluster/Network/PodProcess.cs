using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Nodes.Containers;
using Deploy.LocalCluster.Nodes.Images;

namespace Deploy.LocalCluster.Network;

/// <summary>The network side of a simulated pod: its processes answer requests while they run, and requests end with them.</summary>
internal sealed class PodProcess(Pod pod, SimulatedPod simulated, TimeProvider time, Action requestsDone) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<ContainerRun, CancellationTokenSource> runs = new(ReferenceEqualityComparer.Instance);
    private int inFlight;
    private long lastRequestAt;

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>When the last request came; null where none did.</summary>
    public DateTimeOffset? LastRequestAt => Volatile.Read(ref lastRequestAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Takes note of which processes run now; requests to those that ended are cut off.</summary>
    public void Refresh()
    {
        lock (gate)
        {
            var live = simulated.Containers.Select(container => container.Run).OfType<ContainerRun>().ToHashSet<ContainerRun>(ReferenceEqualityComparer.Instance);
            foreach (var run in runs.Keys.Where(run => !live.Contains(run)).ToList())
            {
                runs.Remove(run, out var ending);
                ending!.Cancel();
                ending.Dispose();
            }

            foreach (var run in live)
                runs.TryAdd(run, new());
        }
    }

    /// <exception cref="HttpRequestException">Nobody listens, or the process ended before it had answered.</exception>
    public async Task<HttpResponseMessage> SendAsync(int port, HttpRequestMessage request, CancellationToken ct)
    {
        var container = ContainerOf(port);
        using var ends = Begin(container, port, ct);
        try
        {
            if (RequestedDelay(request) is { } delay)
                await Task.Delay(delay, time, ends.Token);
            return Answer(container, request);
        }
        catch (OperationCanceledException cut) when (!ct.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, $"read tcp {simulated.PodIP}:{port}: connection reset by peer", cut);
        }
        finally
        {
            if (Interlocked.Decrement(ref inFlight) == 0 && simulated.IsStopping)
                requestsDone();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var ending in runs.Values)
            {
                ending.Cancel();
                ending.Dispose();
            }

            runs.Clear();
        }
    }

    // The request is counted before the process can be seen to be idle.
    private CancellationTokenSource Begin(SimulatedContainer container, int port, CancellationToken ct)
    {
        lock (gate)
        {
            if (container.Run is not { } run || !runs.TryGetValue(run, out var ending) || time.GetUtcNow() < run.AnswersAt)
                throw new HttpRequestException(HttpRequestError.ConnectionError, $"dial tcp {simulated.PodIP}:{port}: connect: connection refused");
            Interlocked.Increment(ref inFlight);
            Volatile.Write(ref lastRequestAt, time.GetUtcNow().UtcTicks);
            return CancellationTokenSource.CreateLinkedTokenSource(ct, ending.Token);
        }
    }

    // A process listens on the ports that its container names; the first container takes all others.
    private SimulatedContainer ContainerOf(int port) =>
        simulated.Containers.FirstOrDefault(container => container.Spec.Ports.Any(declared => declared.Port == port)) ?? simulated.Containers[0];

    // A caller may ask for a slow answer: ?delay=500 is in milliseconds.
    private static TimeSpan? RequestedDelay(HttpRequestMessage request)
    {
        var query = request.RequestUri is { IsAbsoluteUri: true } uri ? uri.Query : "";
        foreach (var part in query.TrimStart('?').Split('&'))
        {
            if (part.StartsWith("delay=", StringComparison.Ordinal) && int.TryParse(part.AsSpan(6), out var milliseconds) && milliseconds is > 0 and <= 600_000)
                return TimeSpan.FromMilliseconds(milliseconds);
        }

        return null;
    }

    private HttpResponseMessage Answer(SimulatedContainer container, HttpRequestMessage request)
    {
        var labels = pod.Metadata.Labels;
        var body = new JsonObject
        {
            ["pod"] = pod.Metadata.Name,
            ["namespace"] = pod.Metadata.Namespace,
            ["node"] = pod.Spec.NodeName,
            ["module"] = labels.GetValueOrDefault("module.koupleless.io/name", container.Spec.Name),
            ["version"] = labels.GetValueOrDefault("module.koupleless.io/version", ImageName.TryParse(container.Spec.Image ?? "")?.Tag ?? ""),
            ["image"] = container.Spec.Image,
            ["method"] = request.Method.Method,
            ["path"] = request.RequestUri is { IsAbsoluteUri: true } uri ? uri.AbsolutePath : "/",
        };
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }
}
