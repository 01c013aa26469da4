using System.Globalization;
using System.Text.RegularExpressions;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>The largest heap that a container's JVM may use, as its settings say.</summary>
/// <param name="Bytes">The heap in bytes.</param>
/// <param name="Setting">The setting it comes from, such as <c>-Xmx512m</c>.</param>
public sealed partial record JavaHeap(double Bytes, string Setting)
{
    /// <summary>Reads <c>-Xmx</c> and <c>-XX:MaxRAMPercentage</c> from the command, its arguments and the environment; null when there is neither.</summary>
    /// <param name="container">The container as asked for.</param>
    /// <param name="limit">Its memory limit in bytes, which a percentage refers to; null for none.</param>
    public static JavaHeap? Of(Container? container, double? limit)
    {
        if (container is null) return null;
        // What stands on the command line wins over the environment; within one text the last setting wins, as in the JVM.
        var texts = container.Command.Concat(container.Args).Concat(container.Env.Where(entry => entry is not null).Select(entry => entry.Value));
        foreach (var text in texts)
        {
            if (string.IsNullOrEmpty(text)) continue;
            if (Maximum().Matches(text).LastOrDefault() is { } match && Size(match) is { } bytes) return new(bytes, match.Value);
            if (limit is { } total && Percentage().Matches(text).LastOrDefault() is { } share
                && double.TryParse(share.Groups["share"].Value, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100)
                return new(total * percent / 100, share.Value);
        }
        return null;
    }

    /// <summary>True where the container says that it runs a JVM.</summary>
    public static bool RunsJava(Container? container) => container is not null
        && (container.Command.Concat(container.Args).Any(part => part is not null && (part.EndsWith("java", StringComparison.Ordinal) || part.Contains(".jar", StringComparison.Ordinal)))
            || container.Env.Any(entry => entry?.Name is "JAVA_TOOL_OPTIONS" or "JDK_JAVA_OPTIONS" or "JAVA_OPTS" or "_JAVA_OPTIONS" or "JAVA_HOME"));

    private static double? Size(Match match)
    {
        if (!double.TryParse(match.Groups["size"].Value, CultureInfo.InvariantCulture, out var size)) return null;
        var unit = match.Groups["unit"].Value.ToUpperInvariant() switch { "K" => 1024d, "M" => 1024d * 1024, "G" => 1024d * 1024 * 1024, "T" => Math.Pow(1024, 4), _ => 1d };
        return size * unit;
    }

    [GeneratedRegex(@"-(Xmx|XX:MaxHeapSize=)(?<size>\d{1,15})(?<unit>[kKmMgGtT]?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Maximum();

    [GeneratedRegex(@"-XX:MaxRAMPercentage=(?<share>\d{1,3}(\.\d{1,6})?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Percentage();
}
