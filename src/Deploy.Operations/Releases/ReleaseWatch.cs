using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Running;

namespace Deploy.Operations.Releases;

/// <summary>Watches how the releases of all modules of a namespace stand, whoever drives them.</summary>
public sealed class ReleaseWatch(KubernetesClient client, TimeProvider time)
{
    // A bare pod's release is the state of its one replica.
    private static readonly ModuleKind[] s_kinds = [ModuleKind.Deployment, ModuleKind.StatefulSet, ModuleKind.DaemonSet];

    /// <summary>How each module stands, then each change, for ever. Kinds that the account may not read are left out.</summary>
    /// <param name="ns">Null for all namespaces.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DeployException">A first list fails.</exception>
    public async IAsyncEnumerable<ReleaseStanding> WatchAsync(string? ns, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var standings = Channel.CreateBounded<ReleaseStanding>(256);
        var pumps = Task.WhenAll(s_kinds.Select(kind => PumpAsync(kind, ns, standings.Writer, stop.Token)));
        try
        {
            await foreach (var standing in standings.Reader.ReadAllAsync(stop.Token))
                yield return standing;
        }
        finally
        {
            await stop.CancelAsync();
            await pumps.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PumpAsync(ModuleKind kind, string? ns, ChannelWriter<ReleaseStanding> standings, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in client.ListAndWatchAsync(WorkloadResources.Of(kind), ns, new ListOptions { FromCache = true }, cancellationToken))
            {
                if (change.Object is { } json && Read(kind, json, change.Type) is { } standing)
                    await standings.WriteAsync(standing, cancellationToken);
            }
        }
        catch (KubernetesException failure) when (failure.IsForbidden)
        {
            // Whoever may see replicas only still sees them.
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            standings.TryComplete(FailureTranslation.Translate(failure, ns ?? "all namespaces"));
        }
    }

    private ReleaseStanding? Read(ModuleKind kind, JsonObject json, WatchEventType type)
    {
        var workload = new Workload(kind, json);
        if (!workload.Module.IsModule)
            return null;
        return type == WatchEventType.Deleted ? StandingReading.Gone(workload) : StandingReading.Of(workload, time.GetUtcNow());
    }
}
