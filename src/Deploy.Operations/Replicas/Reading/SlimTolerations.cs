using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Reads of a pod's tolerations those that somebody asked for: that of bases, which tells a module on a base from a plain container, and
/// what lets it on nodes that others are kept from. The two that the server gives every pod let it on none, and are left out.
/// </summary>
internal static class SlimTolerations
{
    private const string NotReady = "node.kubernetes.io/not-ready";
    private const string Unreachable = "node.kubernetes.io/unreachable";

    // Thousands have it and nothing asks how it is written.
    private static readonly Toleration OfBase = new() { Key = ModuleLabels.VirtualNodeTaint, Operator = "Exists" };

    /// <summary>From the field's name over its list; null where there is nothing to keep.</summary>
    public static List<Toleration>? Read(ref Utf8JsonReader reader) =>
        SlimReader.Items(ref reader, ReadItem)?.FindAll(toleration => toleration is not null) is { Count: > 0 } kept ? kept! : null;

    /// <summary>The same of one toleration's message.</summary>
    public static void Add(ReadOnlySpan<byte> message, ref List<Toleration>? kept)
    {
        string? key = null, @operator = null, value = null, effect = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: key = reader.SharedText(); break;
                case 2: @operator = reader.SharedText(); break;
                case 3: value = reader.SharedText(); break;
                case 4: effect = reader.SharedText(); break;
                default: break;
            }
        }
        if (Keep(key, @operator, value, effect) is { } toleration) (kept ??= []).Add(toleration);
    }

    private static Toleration? ReadItem(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }
        string? key = null, @operator = null, value = null, effect = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("key"u8)) key = ReadText(ref reader);
            else if (reader.ValueTextEquals("operator"u8)) @operator = ReadText(ref reader);
            else if (reader.ValueTextEquals("value"u8)) value = ReadText(ref reader);
            else if (reader.ValueTextEquals("effect"u8)) effect = ReadText(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return Keep(key, @operator, value, effect);
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return TextCache.Get(ref reader);
        reader.Skip();
        return null;
    }

    private static Toleration? Keep(string? key, string? @operator, string? value, string? effect) =>
        IsEveryones(key, effect) ? null : key == OfBase.Key ? OfBase : new() { Key = key, Operator = @operator, Value = value, Effect = effect };

    private static bool IsEveryones(string? key, string? effect) => effect == "NoExecute" && key is NotReady or Unreachable;
}
