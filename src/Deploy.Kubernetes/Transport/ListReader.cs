using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Kubernetes.Transport;

/// <summary>A list as JSON.</summary>
internal sealed class ListReader<T>(ReadBuffer buffer, JsonTypeInfo<T> json) : IListReader<T>
{
    private JsonReaderState _state;
    private Position _position = Position.Start;

    private enum Position
    {
        Start,
        Property,
        Items,
        Item,
        Metadata,
        Other,
        Done,
    }

    public ListMeta Metadata { get; private set; } = new();

    /// <exception cref="JsonException">The answer is no list, or ends too early.</exception>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            while (TryNext(out var item))
                yield return item;
            if (_position == Position.Done)
                yield break;
            if (!await buffer.FillAsync(cancellationToken))
                throw new JsonException("The list ended too early.");
        }
    }

    private bool TryNext(out T item)
    {
        while (_position != Position.Done)
        {
            var reader = new Utf8JsonReader(buffer.Unread, isFinalBlock: false, _state);
            var found = TryStep(ref reader, out item, out var complete);
            if (!complete)
                return false;
            buffer.Advance((int)reader.BytesConsumed);
            _state = reader.CurrentState;
            if (found)
                return true;
        }
        item = default!;
        return false;
    }

    // One step of the walk; when it is not complete, nothing is consumed and it is repeated with more bytes.
    private bool TryStep(ref Utf8JsonReader reader, out T item, out bool complete)
    {
        item = default!;
        complete = reader.Read();
        if (!complete)
            return false;
        switch (_position)
        {
            case Position.Start:
                Expect(ref reader, JsonTokenType.StartObject);
                _position = Position.Property;
                return false;
            case Position.Property:
                _position = reader.TokenType == JsonTokenType.EndObject ? Position.Done : AfterName(ref reader);
                return false;
            case Position.Items:
                _position = reader.TokenType == JsonTokenType.Null ? Position.Property : Position.Item;
                if (_position == Position.Item)
                    Expect(ref reader, JsonTokenType.StartArray);
                return false;
            case Position.Item:
                return TryItem(ref reader, out item, out complete);
            default:
                complete = TryValue(ref reader);
                return false;
        }
    }

    private bool TryItem(ref Utf8JsonReader reader, out T item, out bool complete)
    {
        item = default!;
        complete = true;
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _position = Position.Property;
            return false;
        }
        var start = (int)reader.TokenStartIndex;
        complete = reader.TrySkip();
        if (!complete || reader.TokenType == JsonTokenType.Null)
            return false;
        item = JsonSerializer.Deserialize(buffer.Unread[start..(int)reader.BytesConsumed], json)!;
        return true;
    }

    private bool TryValue(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
            return false;
        if (_position == Position.Metadata)
            Metadata = JsonSerializer.Deserialize(buffer.Unread[start..(int)reader.BytesConsumed], KubernetesJson.Default.ListMeta) ?? new();
        _position = Position.Property;
        return true;
    }

    private static Position AfterName(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("items"u8) ? Position.Items
        : reader.ValueTextEquals("metadata"u8) ? Position.Metadata
        : Position.Other;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
            throw new JsonException($"A list was expected; found {reader.TokenType} instead of {type}.");
    }
}
