using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Values as plans show them: short, and never a secret.</summary>
internal static class ShownValue
{
    private const int MaxLength = 120;

    internal static string Of(string path, string parent, JsonNode? value) => value switch
    {
        null => "none",
        _ when path.StartsWith("data.", StringComparison.Ordinal) || path.StartsWith("stringData.", StringComparison.Ordinal) => "(value)",
        JsonValue scalar when parent == "env" => Cut(Redaction.EnvValue(VariableOf(path), scalar.AsText())),
        JsonValue scalar => Cut(Redaction.Text(scalar.AsText())),
        _ => Cut(Redaction.Text(value.ToJsonString())),
    };

    // ...env[NAME].value
    private static string VariableOf(string path)
    {
        var open = path.LastIndexOf('[');
        var close = path.LastIndexOf(']');
        return open >= 0 && close > open ? path[(open + 1)..close] : "";
    }

    private static string Cut(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "…";
}
