using System.Globalization;
using System.Text.RegularExpressions;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Modules;

/// <summary>A port that a module listens on.</summary>
/// <param name="Number">1 to 65535.</param>
/// <param name="Name">Up to 15 lower-case letters, digits and hyphens with at least one letter; null for none.</param>
/// <param name="Protocol">TCP (default), UDP or SCTP.</param>
public sealed partial record ModulePort(int Number, string? Name = null, string Protocol = "TCP")
{
    /// <summary>Reads <c>8080</c>, <c>http:8080</c> or <c>dns:53/UDP</c>.</summary>
    /// <exception cref="DeployException">The text is not a port.</exception>
    public static ModulePort Parse(string text)
    {
        var match = Notation().Match(text ?? "");
        if (!match.Success || !int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
            throw new DeployException(ModuleControllerCodes.InvalidParameter, $"'{text}' is not a port.", text, "Write a port as 8080, http:8080 or dns:53/UDP, with a number from 1 to 65535.");
        var name = match.Groups["name"];
        var protocol = match.Groups["protocol"];
        return new ModulePort(number, name.Success ? name.Value : null, protocol.Success ? protocol.Value.ToUpperInvariant() : "TCP");
    }

    [GeneratedRegex(@"^((?<name>(?=[a-z0-9-]*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?):)?(?<number>\d{1,5})(/(?<protocol>TCP|UDP|SCTP))?\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Notation();
}
