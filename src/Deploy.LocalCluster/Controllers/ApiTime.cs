using System.Globalization;

namespace Deploy.LocalCluster.Controllers;

/// <summary>Times as the API writes them.</summary>
internal static class ApiTime
{
    /// <summary>Whole seconds, UTC.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Microseconds, as in leases.</summary>
    public static string WriteMicro(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
