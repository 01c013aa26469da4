using System.Text;
using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Reads of a pod's tolerations only whether it bears the taint of bases, which tells a module on a base from a plain container;
/// every pod has others, which nothing here asks for.
/// </summary>
internal static class BaseToleration
{
    private static readonly IReadOnlyList<Toleration> OfBase = [new() { Key = ModuleLabels.VirtualNodeTaint, Operator = "Exists" }];

    /// <summary>From the field's name over its list; null where the list has none of bases.</summary>
    public static IReadOnlyList<Toleration>? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }
        var found = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject) found |= IsOfBase(ref reader);
            else reader.Skip();
        }
        return found ? OfBase : null;
    }

    /// <summary>The same of one toleration's message.</summary>
    public static IReadOnlyList<Toleration>? Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1 && Ascii.Equals(reader.Bytes, ModuleLabels.VirtualNodeTaint)) return OfBase;
        }
        return null;
    }

    private static bool IsOfBase(ref Utf8JsonReader reader)
    {
        var found = false;
        while (SlimReader.NextField(ref reader))
        {
            var isKey = reader.ValueTextEquals("key"u8);
            reader.Read();
            if (isKey && reader.TokenType == JsonTokenType.String) found = reader.ValueTextEquals(ModuleLabels.VirtualNodeTaint);
            else reader.Skip();
        }
        return found;
    }
}
