using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>Reading of a pod's events: newest first, whatever fields their writer used.</summary>
internal static class EventLog
{
    public static DateTimeOffset? Time(Event entry) =>
        Latest(entry.Series?.LastObservedTime, Latest(entry.LastTimestamp, Latest(entry.EventTime, Latest(entry.FirstTimestamp, entry.Metadata.CreationTimestamp))));

    /// <summary>How often it happened; at least once.</summary>
    public static int Count(Event entry) => Math.Max(1, Math.Max(entry.Count, entry.Series?.Count ?? 0));

    public static IEnumerable<Event> NewestFirst(IEnumerable<Event> events) =>
        events.Where(entry => entry is not null)
            .OrderByDescending(entry => Time(entry) ?? DateTimeOffset.MinValue)
            .ThenByDescending(Count)
            .ThenBy(entry => entry.Reason, StringComparer.Ordinal)
            .ThenBy(entry => entry.Message, StringComparer.Ordinal);

    /// <summary>The newest event of one of the reasons whose message holds the words; of this container where the event names one.</summary>
    public static Event? Newest(PodView view, ContainerView? container, string? words, params ReadOnlySpan<string> reasons)
    {
        Event? newest = null;
        foreach (var entry in view.Events)
        {
            if (entry is null || !reasons.Contains(entry.Reason ?? "") || !IsOf(entry, container)) continue;
            if (words is not null && entry.Message?.Contains(words, StringComparison.OrdinalIgnoreCase) != true) continue;
            if (newest is null || (Time(entry) ?? DateTimeOffset.MinValue) > (Time(newest) ?? DateTimeOffset.MinValue)) newest = entry;
        }
        return newest;
    }

    private static bool IsOf(Event entry, ContainerView? container)
    {
        var path = entry.InvolvedObject?.FieldPath;
        return container is null || string.IsNullOrEmpty(path) || path.EndsWith("{" + container.Name + "}", StringComparison.Ordinal);
    }

    private static DateTimeOffset? Latest(DateTimeOffset? preferred, DateTimeOffset? otherwise) => preferred ?? otherwise;
}
