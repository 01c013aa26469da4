using System.Net;
using System.Text.Json;

namespace Deploy.Controller.Heartbeats;

/// <summary>Reads a heartbeat's JSON. Only identity and address are demanded; all else is read as absent where it is odd.</summary>
public static class HeartbeatReader
{
    /// <summary>Reads a heartbeat.</summary>
    /// <exception cref="FormatException">It is not JSON, or its identity or address cannot be used.</exception>
    public static Heartbeat Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"The heartbeat is not JSON: {e.Message}", e);
        }
    }

    private static Heartbeat Read(JsonElement beat)
    {
        var metadata = Member(beat, "baseMetadata");
        return new Heartbeat
        {
            Identity = Identity(Text(metadata, "identity")),
            Name = Text(metadata, "name"),
            Version = Text(metadata, "version"),
            ClusterName = Text(metadata, "clusterName"),
            Stack = Text(metadata, "stack"),
            Ip = Address(Text(beat, "localIP")),
            HostName = Text(beat, "localHostName"),
            Port = Port(Member(beat, "port")),
            Active = Text(beat, "state") is var state && (state.Length == 0 || state.Equals("ACTIVATED", StringComparison.OrdinalIgnoreCase)),
        };
    }

    private static string Identity(string identity) =>
        BaseIdentity.IsValid(identity)
            ? identity
            : throw new FormatException($"The heartbeat's baseMetadata.identity '{identity}' cannot name a node: lower-case letters, digits, '-' and '.', at most {BaseIdentity.Longest}.");

    private static string Address(string address) =>
        IPAddress.TryParse(address, out var parsed) ? parsed.ToString() : throw new FormatException($"The heartbeat's localIP '{address}' is not an IP address.");

    private static int Port(JsonElement port) =>
        port.ValueKind == JsonValueKind.Number && port.TryGetInt32(out var number) && number is > 0 and <= 65535 ? number : Heartbeat.DefaultPort;

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static string Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() ?? "" : "";
}
