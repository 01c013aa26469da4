using System.Globalization;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>Amounts of resources as operators write them.</summary>
internal static class Amounts
{
    private static readonly string[] Units = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>Bytes in the largest unit that keeps them readable: <c>512Mi</c>, <c>1.5Gi</c>.</summary>
    public static string Bytes(double bytes)
    {
        var value = Math.Max(0, bytes);
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return value.ToString(value >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture) + Units[unit];
    }

    /// <summary>Cores: <c>250m</c> below one, otherwise <c>1.5</c>.</summary>
    public static string Cores(double cores) => cores < 1
        ? Math.Round(Math.Max(0, cores) * 1000).ToString("0", CultureInfo.InvariantCulture) + "m"
        : cores.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Of(string resource, double value) => resource switch
    {
        "cpu" => Cores(value),
        "memory" or "ephemeral-storage" => Bytes(value),
        _ when resource.StartsWith("hugepages-", StringComparison.Ordinal) => Bytes(value),
        _ => Math.Max(0, value).ToString("0.##", CultureInfo.InvariantCulture),
    };

    public static double? Get(IReadOnlyDictionary<string, Quantity>? amounts, string resource) =>
        amounts is not null && amounts.TryGetValue(resource, out var amount) ? (double)amount.Value : null;
}
