using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Deploy.Console.Rendering;

/// <summary>
/// Writes results as one JSON array, always, with property names as in PowerShell. Times are ISO 8601, durations in
/// whole seconds as <c>[d.]hh:mm:ss</c>, states by name.
/// </summary>
internal sealed class JsonWriter : IResultWriter
{
    private readonly Stream output;
    private readonly Utf8JsonWriter json;
    private readonly Dictionary<Type, List<PropertyInfo>> properties = [];

    public JsonWriter(Stream output)
    {
        this.output = output;
        json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
    }

    public void Write(object value)
    {
        WriteValue(value);
        if (json.BytesPending > 32_768)
            json.Flush();
    }

    public void Flush() => json.Flush();

    public void Complete()
    {
        json.WriteEndArray();
        json.Flush();
        output.WriteByte((byte)'\n');
        output.Flush();
    }

    public void Dispose() => json.Dispose();

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int or long or short or byte or uint or ushort:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double or float or decimal:
                json.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case TimeSpan duration:
                json.WriteStringValue(TimeSpan.FromSeconds(Math.Floor(duration.TotalSeconds)).ToString("c", CultureInfo.InvariantCulture));
                break;
            case Enum or Uri or Version:
                json.WriteStringValue(value.ToString());
                break;
            case IDictionary table:
                WriteTable(table);
                break;
            case IEnumerable items:
                WriteArray(items);
                break;
            default:
                WriteObject(value);
                break;
        }
    }

    private void WriteTable(IDictionary table)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry entry in table)
        {
            json.WritePropertyName(entry.Key.ToString()!);
            WriteValue(entry.Value);
        }
        json.WriteEndObject();
    }

    private void WriteArray(IEnumerable items)
    {
        json.WriteStartArray();
        foreach (var item in items)
            WriteValue(item);
        json.WriteEndArray();
    }

    private void WriteObject(object value)
    {
        var type = value.GetType();
        if (!properties.TryGetValue(type, out var members))
            properties[type] = members = PropertyView.Properties(type);
        json.WriteStartObject();
        foreach (var member in members)
        {
            json.WritePropertyName(member.Name);
            WriteValue(member.GetValue(value));
        }
        json.WriteEndObject();
    }
}
