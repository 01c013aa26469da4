using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Deploy.Kubernetes;

/// <summary>What a plugin supplied.</summary>
internal sealed class ExecResult(Proof proof, DateTimeOffset? expires)
{
    internal Proof Proof { get; } = proof;

    /// <summary>Null: until it is refused.</summary>
    internal DateTimeOffset? Expires { get; } = expires;

    /// <exception cref="KubeConfigException">The output is not what the protocol says; the output itself is never repeated.</exception>
    internal static ExecResult Parse(string output, ExecPlugin plugin)
    {
        try
        {
            var root = JsonNode.Parse(output) as JsonObject;
            if (Text(root, "kind") != "ExecCredential" || Text(root, "apiVersion") != plugin.ApiVersion)
                throw Bad(plugin, $"did not answer with an ExecCredential of {plugin.ApiVersion}");
            return FromStatus(root!["status"] as JsonObject, plugin);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            throw Bad(plugin, "did not answer with readable JSON");
        }
    }

    private static ExecResult FromStatus(JsonObject? status, ExecPlugin plugin)
    {
        var token = Text(status, "token");
        var certificate = Text(status, "clientCertificateData");
        var key = Text(status, "clientKeyData");
        if (string.IsNullOrEmpty(certificate) != string.IsNullOrEmpty(key))
            throw Bad(plugin, "supplied a certificate without its key, or the reverse");
        if (string.IsNullOrEmpty(token) && string.IsNullOrEmpty(certificate))
            throw Bad(plugin, "supplied neither a token nor a certificate");
        var header = string.IsNullOrEmpty(token) ? null : new AuthenticationHeaderValue("Bearer", token);
        return new ExecResult(new Proof(header, Certificate(certificate, key, plugin)), status?["expirationTimestamp"]?.GetValue<DateTimeOffset>());
    }

    private static X509Certificate2? Certificate(string? certificate, string? key, ExecPlugin plugin)
    {
        if (string.IsNullOrEmpty(certificate) || string.IsNullOrEmpty(key))
            return null;
        var origin = $"the answer of {plugin.Command}";
        return ClientCertificates.Load(new PemSource(certificate, origin), new PemSource(key, origin)).Certificate;
    }

    private static string? Text(JsonObject? json, string name) => json?[name]?.GetValue<string>();

    private static KubeConfigException Bad(ExecPlugin plugin, string what) =>
        KubeConfigFailure.Credential($"The credential plugin {plugin.Command} {what}.", "Run the command by hand and check what it prints, or update it.");
}
