using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Steps of reading objects field by field. The bytes are complete (a converter is called with a whole value), so a step
/// never stops in the middle; null stands for an absent value everywhere.
/// </summary>
internal static class SlimReader
{
    public delegate T? ReadItem<out T>(ref Utf8JsonReader reader);

    /// <summary>Goes to the next field name of the object that the reader stands in; false at its end.</summary>
    public static bool NextField(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>From a field name into its object; false where the value is null or no object, which is then skipped.</summary>
    public static bool EnterObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject) return true;
        reader.Skip();
        return false;
    }

    public static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>A text that other pods have too.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : TextCache.Get(ref reader);
    }

    /// <summary>A text of this pod alone.</summary>
    public static string? OwnText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : reader.GetString();
    }

    public static bool Flag(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.True;
    }

    public static int Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? 0 : reader.GetInt32();
    }

    public static DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : reader.GetDateTimeOffset();
    }

    /// <summary>A list, each item read by a delegate that starts at the item's first token.</summary>
    public static List<T>? Items<T>(ref Utf8JsonReader reader, ReadItem<T> read)
        where T : class
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }
        var items = new List<T>(2);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Null) items.Add(null!);
            else items.Add(read(ref reader)!);
        }
        return items;
    }

    /// <summary>A part that is rare enough to be read as a whole.</summary>
    public static T? Whole<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type)
        where T : class
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : JsonSerializer.Deserialize(ref reader, type);
    }
}
