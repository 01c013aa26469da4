using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Tables;

/// <summary>The columns of events.</summary>
internal static class EventColumns
{
    public static TableColumn[] All { get; } =
    [
        new("Last Seen", "string", (item, clock) => clock.Since(Last(item))),
        TableColumns.Text("Type", item => item.Text("type")),
        TableColumns.Text("Reason", item => item.Text("reason")),
        TableColumns.Text("Object", item => $"{item.Text("involvedObject", "kind")?.ToLowerInvariant()}/{item.Text("involvedObject", "name")}"),
        TableColumns.Text("Subobject", item => item.Text("involvedObject", "fieldPath") ?? "", wide: true),
        TableColumns.Text("Source", Source, wide: true),
        TableColumns.Text("Message", item => item.Text("message")?.Trim()),
        new("First Seen", "string", (item, clock) => clock.Since(item.Time("firstTimestamp") ?? item.Time("eventTime")), IsWide: true),
        TableColumns.Number("Count", item => item.Number("series", "count") ?? item.Number("count") ?? 1) with { IsWide = true },
        TableColumns.Name with { IsWide = true },
    ];

    private static DateTimeOffset? Last(JsonObject item) =>
        item.Time("series", "lastObservedTime") ?? item.Time("lastTimestamp") ?? item.Time("eventTime") ?? item.Time("firstTimestamp");

    private static string Source(JsonObject item)
    {
        var component = item.Text("source", "component") ?? item.Text("reportingComponent") ?? "";
        return item.Text("source", "host") is { Length: > 0 } host ? $"{component}, {host}" : component;
    }
}
