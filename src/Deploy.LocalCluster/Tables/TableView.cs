using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Tables;

/// <summary>Objects as rows of a table, as kubectl asks for them.</summary>
internal sealed class TableView(string includeObject, TimeProvider time, bool isWatch = false) : ObjectView
{
    private bool headIsSent;

    public override ObjectView ForWatch() => new TableView(includeObject, time, isWatch: true);

    public override ReadOnlyMemory<byte> One(ResourceKind kind, StoredObject item)
    {
        var table = Table(kind, [item], item.ResourceVersion);
        if (isWatch && headIsSent) table["columnDefinitions"] = null;
        headIsSent = true;
        return JsonBytes.Serialize(table);
    }

    public override Task WriteListAsync(Stream body, ResourceKind kind, ListPage page, CancellationToken ct)
    {
        var table = Table(kind, page.Items, page.ResourceVersion);
        if (page.Continue is { } token) table.Child("metadata")["continue"] = token;
        if (page.Remaining is { } remaining) table.Child("metadata")["remainingItemCount"] = remaining;
        return body.WriteAsync(JsonBytes.Serialize(table), ct).AsTask();
    }

    private JsonObject Table(ResourceKind kind, IReadOnlyList<StoredObject> items, long resourceVersion)
    {
        var columns = TableColumns.For(kind);
        var clock = new TableClock(time.GetUtcNow());
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject { ["resourceVersion"] = resourceVersion.ToString(CultureInfo.InvariantCulture) },
            ["columnDefinitions"] = new JsonArray([.. columns.Select(column => column.Definition())]),
            ["rows"] = new JsonArray([.. items.Select(item => Row(columns, item.ToJson(), clock))]),
        };
    }

    private JsonObject Row(IReadOnlyList<TableColumn> columns, JsonObject item, TableClock clock)
    {
        var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(item, clock))]) };
        JsonNode? shown = includeObject switch
        {
            "None" => null,
            "Object" => item,
            _ => MetadataView.Of(item),
        };
        if (shown is not null) row["object"] = shown;
        return row;
    }
}
