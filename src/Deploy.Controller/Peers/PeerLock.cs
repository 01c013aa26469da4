using System.Text.Json;

namespace Deploy.Controller.Peers;

/// <summary>Reads when a release's lock runs out. A damaged note protects nothing.</summary>
internal static class PeerLock
{
    public static DateTimeOffset? Expiry(string note)
    {
        try
        {
            using var json = JsonDocument.Parse(note);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("expires", out var expires) && expires.ValueKind == JsonValueKind.String && expires.TryGetDateTimeOffset(out var at) ? at : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
