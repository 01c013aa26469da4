using System.Text.Json;

namespace Deploy.Kubernetes.Transport;

/// <summary>Looks into an object without decoding all of it.</summary>
internal static class WatchFrame
{
    /// <summary>metadata.resourceVersion; empty where there is none.</summary>
    internal static string ResourceVersion(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!Enter(ref reader) || !FindProperty(ref reader, "metadata"u8) || reader.TokenType != JsonTokenType.StartObject)
            return "";
        return FindProperty(ref reader, "resourceVersion"u8) && reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
    }

    private static bool Enter(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartObject;

    private static bool FindProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }
        return false;
    }
}
