using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Kubernetes.Transport;

/// <summary>Decodes a watch: one JSON object per line.</summary>
internal sealed class WatchReader<T>(ReadBuffer buffer, JsonTypeInfo<T> json)
{
    /// <summary>Events until the stream ends. A last line without its end is a broken connection and is left out.</summary>
    /// <exception cref="KubernetesException">The server sent an error event.</exception>
    /// <exception cref="JsonException">A line is no event.</exception>
    internal async IAsyncEnumerable<WatchEvent<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var end = buffer.Unread[searched..].IndexOf((byte)'\n');
            if (end < 0)
            {
                searched = buffer.Unread.Length;
                if (!await buffer.FillAsync(cancellationToken))
                    yield break;
                continue;
            }
            end += searched;
            searched = 0;
            var next = Parse(buffer.Unread[..end]);
            buffer.Advance(end + 1);
            if (next is not null)
                yield return next;
        }
    }

    private WatchEvent<T>? Parse(ReadOnlySpan<byte> line)
    {
        if (line.Trim(" \r\t"u8).IsEmpty)
            return null;
        var (type, body) = Split(line);
        var version = WatchFrame.ResourceVersion(line[body]);
        return type switch
        {
            "ADDED" => new(WatchEventType.Added, Read(line[body]), version),
            "MODIFIED" => new(WatchEventType.Modified, Read(line[body]), version),
            "DELETED" => new(WatchEventType.Deleted, Read(line[body]), version),
            "BOOKMARK" => new(WatchEventType.Bookmark, default, version),
            "ERROR" => throw ServerFailure.FromStatus(JsonSerializer.Deserialize(line[body], KubernetesJson.Default.Status)),
            _ => null,
        };
    }

    private T Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, json) ?? throw new JsonException("A watch event carries no object.");

    private static (string Type, Range Body) Split(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        string? type = null;
        Range? body = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isType)
                type = reader.GetString();
            reader.Skip();
            if (isObject)
                body = start..(int)reader.BytesConsumed;
        }
        return type is not null && body is { } range ? (type, range) : throw new JsonException("A line of the watch is no event.");
    }
}
