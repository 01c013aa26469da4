using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Gathers watch events as lines of JSON until they are sent.</summary>
internal sealed class WatchFrames(ResourceKind kind, ObjectView view)
{
    private ArrayBufferWriter<byte> buffer = new(1024);

    public void Add(string type, StoredObject item) => Add(type, view.One(kind, item).Span);

    /// <summary>Adds what a commit means for a selection: an object can enter and leave it by a change of its labels.</summary>
    public void Add(StoreChange change, ObjectSelection selection)
    {
        var before = change.Before is { } old && selection.Matches(old);
        var after = !change.IsDelete && selection.Matches(change.After);
        if (after) Add(before ? "MODIFIED" : "ADDED", change.After);
        else if (before) Add("DELETED", change.IsDelete ? change.After : Left(change));
    }

    public void AddBookmark(long version, bool endOfInitialEvents)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (endOfInitialEvents) metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        Add("BOOKMARK", JsonBytes.Serialize(new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = metadata }));
    }

    public void AddError(ApiException error) => Add("ERROR", JsonBytes.Serialize(error.ToStatus()));

    public async Task FlushAsync(Stream stream, CancellationToken ct)
    {
        if (buffer.WrittenCount > 0)
        {
            await stream.WriteAsync(buffer.WrittenMemory, ct);
            if (buffer.Capacity > 1024 * 1024) buffer = new(1024);
            else buffer.ResetWrittenCount();
        }

        await stream.FlushAsync(ct);
    }

    /// <summary>An object that only left the selection is shown as it was, under the version of the change.</summary>
    private StoredObject Left(StoreChange change)
    {
        var last = change.Before!.ToJson();
        last.Child("metadata")["resourceVersion"] = change.ResourceVersion.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(kind, last, change.ResourceVersion);
    }

    private void Add(string type, ReadOnlySpan<byte> item)
    {
        buffer.Write("{\"type\":\""u8);
        Encoding.UTF8.GetBytes(type, buffer);
        buffer.Write("\",\"object\":"u8);
        buffer.Write(item);
        buffer.Write("}\n"u8);
    }
}
