using System.Globalization;
using System.Text.Json.Serialization;

namespace Deploy.Kubernetes;

/// <summary>What the server says of itself at /version.</summary>
public sealed record ServerVersion
{
    public string Major { get; init => field = value ?? ""; } = "";

    /// <summary>May carry a sign, such as 21+.</summary>
    public string Minor { get; init => field = value ?? ""; } = "";

    public string GitVersion { get; init => field = value ?? ""; } = "";

    public string Platform { get; init => field = value ?? ""; } = "";

    /// <summary>The minor version as a number; 0 where it cannot be read.</summary>
    [JsonIgnore]
    public int MinorNumber => int.TryParse(Minor.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? minor : 0;

    public bool IsAtLeast(int major, int minor)
    {
        var ownMajor = int.TryParse(Major, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        return ownMajor > major || (ownMajor == major && MinorNumber >= minor);
    }
}
