using System.Globalization;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Why a replica was created in the place of another one: a pure function of when it was created, when its ReplicaSet was,
/// which replicas of the module went at that time, and the events of the workload where they were read.
/// </summary>
internal static class RecreationRules
{
    // A controller replaces within a second or two; a pod that must be noticed as lost takes its node's grace besides.
    private static readonly TimeSpan ReplacedWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstOfRelease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RollingFor = TimeSpan.FromMinutes(10);

    public static string? Explain(ReplicaOrigin origin, IEnumerable<Departure> departures, IReadOnlyList<Event> events)
    {
        if (origin.CreatedAt is not { } created) return null;
        var release = origin.Revision is { } revision ? $"release (revision {revision})" : "release";
        if (origin.SetCreatedAt is { } set && created - set <= FirstOfRelease && created >= set) return release;
        var left = departures
            .Where(gone => gone.Namespace == origin.Namespace && gone.Module == origin.Module && created - gone.At <= ReplacedWithin && created - gone.At >= -Rounding)
            .MinBy(gone => (created - gone.At).Duration());
        if (left is not null) return left.Why;
        if (ByEvents(created, origin, events) is { } told) return told;
        return origin.SetCreatedAt is { } since && created - since <= RollingFor && created >= since ? release : null;
    }

    private static string? ByEvents(DateTimeOffset created, ReplicaOrigin origin, IReadOnlyList<Event> events)
    {
        var near = events.Where(entry => entry is not null && EventLog.Time(entry) is { } time && created - time <= ReplacedWithin && created - time >= -Rounding).ToArray();
        foreach (var entry in EventLog.NewestFirst(near))
        {
            var name = entry.InvolvedObject.Name ?? "";
            var sibling = origin.Workload is { } workload && name.StartsWith(workload + "-", StringComparison.Ordinal) && name != origin.Name;
            switch (entry.Reason)
            {
                case "Evicted" when sibling: return $"eviction of {name}: {entry.Message}";
                case "TaintManagerEviction" or "NodeNotReady" or "NodeControllerEviction" when sibling: return $"node loss: {name} was taken off its node";
                case "BaseDead" when sibling: return $"base loss: {entry.Message}";
                case "Preempted" when sibling: return $"preemption of {name}";
                case "ScalingReplicaSet" when name == origin.Workload && Scaled(entry, origin) is { } count: return $"scale to {count}";
            }
        }
        return near.FirstOrDefault(entry => entry.Reason == "Killing" && entry.InvolvedObject.Name is { } pod && pod != origin.Name
            && origin.Workload is { } owner && pod.StartsWith(owner + "-", StringComparison.Ordinal)) is { } killed ? $"deletion of {killed.InvolvedObject.Name}" : null;
    }

    // "Scaled up replica set biz1-5d8f to 5", later "... from 3 to 5".
    private static string? Scaled(Event entry, ReplicaOrigin origin)
    {
        var said = entry.Message ?? "";
        if (!said.StartsWith("Scaled up", StringComparison.Ordinal) || origin.Set is not { } set || !said.Contains(set, StringComparison.Ordinal)) return null;
        var last = said[(said.LastIndexOf(' ') + 1)..];
        return int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? last : null;
    }
}
