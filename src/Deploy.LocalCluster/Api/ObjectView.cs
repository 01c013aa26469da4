using System.Text;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Store;
using Deploy.LocalCluster.Tables;

namespace Deploy.LocalCluster.Api;

/// <summary>The form in which a client wants to see objects: as they are, their metadata only, or as rows of a table.</summary>
internal abstract class ObjectView
{
    /// <summary>Bytes of one object, as an answer of its own and inside watch events.</summary>
    public abstract ReadOnlyMemory<byte> One(ResourceKind kind, StoredObject item);

    /// <summary>Writes a list answer.</summary>
    public abstract Task WriteListAsync(Stream body, ResourceKind kind, ListPage page, CancellationToken ct);

    /// <summary>The view for the events of one watch; it may remember what it has already told.</summary>
    public virtual ObjectView ForWatch() => this;

    /// <summary>The first form in the Accept header that is known; JSON as it is when none is.</summary>
    public static ObjectView For(EndpointRequest request, TimeProvider time)
    {
        foreach (var part in (request.Header("Accept") ?? "").Split(','))
        {
            var parameters = part.Split(';', StringSplitOptions.TrimEntries);
            if (parameters[0] is not ("application/json" or "*/*" or "application/*")) continue;
            if (parameters.Contains("as=Table")) return new TableView(IncludeObject(request), time);
            return parameters.Contains("as=PartialObjectMetadata") || parameters.Contains("as=PartialObjectMetadataList") ? MetadataView.Instance : FullView.Instance;
        }

        return FullView.Instance;
    }

    /// <summary>Writes the head of a list up to its items.</summary>
    protected static byte[] ListHead(string apiVersion, string kind, ListPage page)
    {
        var head = new StringBuilder(128);
        head.Append("{\"kind\":\"").Append(kind).Append("\",\"apiVersion\":\"").Append(apiVersion).Append("\",\"metadata\":{\"resourceVersion\":\"").Append(page.ResourceVersion).Append('"');
        if (page.Continue is { } token) head.Append(",\"continue\":\"").Append(token).Append('"');
        if (page.Remaining is { } remaining) head.Append(",\"remainingItemCount\":").Append(remaining);
        return Encoding.UTF8.GetBytes(head.Append('}').ToString());
    }

    private static string IncludeObject(EndpointRequest request) => request.Query("includeObject") ?? "Metadata";
}
