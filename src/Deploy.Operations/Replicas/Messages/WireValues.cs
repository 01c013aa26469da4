using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Values as the binary form has them. A text, a number or a time that is not set is written there as empty or zero, where JSON
/// leaves it out: both are read as absent.
/// </summary>
internal static class WireValues
{
    public delegate T ReadItem<out T>(ReadOnlySpan<byte> message);

    /// <summary>A text that other pods have too.</summary>
    public static string? SharedText(this in WireReader reader) => reader.Bytes.IsEmpty ? null : TextCache.Get(reader.Bytes);

    /// <summary>A text of this pod alone.</summary>
    public static string? OwnText(this in WireReader reader) => reader.Bytes.IsEmpty ? null : reader.Text;

    public static bool Flag(this in WireReader reader) => reader.Number != 0;

    public static int Int32(this in WireReader reader) => (int)reader.Number;

    public static int? NonZero(this in WireReader reader) => reader.Number == 0 ? null : (int)reader.Number;

    public static DateTimeOffset? Time(this in WireReader reader)
    {
        long? seconds = null;
        var inner = new WireReader(reader.Bytes);
        while (inner.Read())
        {
            if (inner.Field == 1) seconds = (long)inner.Number;
        }
        return seconds is { } known and >= Earliest and <= Latest ? DateTimeOffset.FromUnixTimeSeconds(known) : null;
    }

    public static IntOrString Either(this in WireReader reader)
    {
        var (isText, number, text) = (false, 0, "");
        var inner = new WireReader(reader.Bytes);
        while (inner.Read())
        {
            if (inner.Field == 1) isText = inner.Number == 1;
            else if (inner.Field == 2) number = inner.Int32();
            else if (inner.Field == 3) text = inner.Text;
        }
        return isText ? text : number;
    }

    /// <summary>Adds one item of a list, which the wire has as a field that comes again and again.</summary>
    public static void Add<T>(this in WireReader reader, ref List<T>? items, ReadItem<T> read) => (items ??= new(2)).Add(read(reader.Bytes));

    /// <summary>Adds one text of a list; here an empty one counts.</summary>
    public static void AddText(this in WireReader reader, ref List<string>? items) => (items ??= new(2)).Add(TextCache.Get(reader.Bytes));

    /// <summary>Adds one entry of a map of texts.</summary>
    public static void AddEntry(this in WireReader reader, ref Dictionary<string, string>? map)
    {
        reader.Entry(out var key, out var value);
        (map ??= new(StringComparer.Ordinal))[TextCache.Get(key)] = TextCache.Get(value);
    }

    /// <summary>Adds one entry of a map of amounts; what is no amount is left out.</summary>
    public static void AddAmount(this in WireReader reader, ref Dictionary<string, Quantity>? amounts)
    {
        reader.Entry(out var resource, out var quantity);
        var inner = new WireReader(quantity);
        while (inner.Read())
        {
            if (inner.Field == 1 && Quantity.TryParse(inner.SharedText(), out var amount))
                (amounts ??= new(2, StringComparer.Ordinal))[TextCache.Get(resource)] = amount;
        }
    }

    /// <summary>The two halves of an entry of a map.</summary>
    public static void Entry(this in WireReader reader, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = value = default;
        var inner = new WireReader(reader.Bytes);
        while (inner.Read())
        {
            if (inner.Field == 1) key = inner.Bytes;
            else if (inner.Field == 2) value = inner.Bytes;
        }
    }

    // The years 1 to 9999, which is what a time can hold.
    private const long Earliest = -62135596800;
    private const long Latest = 253402300799;
}
