using System.Globalization;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Traffic;

/// <summary>The Service that a probe asks.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Service">Its name.</param>
/// <param name="Port">Number or name of its port; null where it has only one.</param>
/// <param name="Path">What is asked for, beginning with a slash.</param>
public sealed record ProbeTarget(string Namespace, string Service, string? Port, string Path)
{
    /// <summary>Reads <c>biz1</c>, <c>biz1:80</c> or <c>biz1:http/health</c>.</summary>
    /// <exception cref="DeployException">The text names no Service.</exception>
    public static ProbeTarget Parse(string text, string ns)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var parts = (slash < 0 ? text : text[..slash]).Split(':');
        if (parts.Length > 2 || parts[0].Length == 0 || !parts.All(IsName))
            throw new DeployException(DeployCodes.InvalidParameter, $"'{text}' names no Service to probe.", text, "Write biz1, biz1:80 or biz1:http/health.");
        return new ProbeTarget(ns, parts[0], parts.Length == 2 ? parts[1] : null, slash < 0 ? "/" : text[slash..]);
    }

    /// <summary>The path of the API server's proxy to it.</summary>
    internal string ProxyPath => string.Create(
        CultureInfo.InvariantCulture, $"/api/v1/namespaces/{Namespace}/services/{Service}{(Port is null ? "" : ":" + Port)}/proxy{Path}");

    public override string ToString() => $"{Service}{(Port is null ? "" : ":" + Port)}{(Path == "/" ? "" : Path)}";

    private static bool IsName(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
