using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>Waits by one watch, so that waiting costs the same however many there are.</summary>
internal static class Readiness
{
    /// <summary>Until so many objects have the condition Ready.</summary>
    public static async Task UntilAsync<T>(KubernetesClient client, ResourceType<T> type, string? ns, Func<T, IReadOnlyList<Condition>> conditions, int count, CancellationToken ct)
        where T : class, IKubernetesObject
    {
        var ready = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var change in client.ListAndWatchAsync(type, ns, cancellationToken: ct))
        {
            if (change.Object is not { } seen)
                continue;
            if (change.Type != WatchEventType.Deleted && conditions(seen).Any(c => c is { Type: "Ready", Status: "True" }))
                ready.Add(seen.Metadata.Name);
            else
                ready.Remove(seen.Metadata.Name);
            if (ready.Count == count)
                return;
        }
    }
}
