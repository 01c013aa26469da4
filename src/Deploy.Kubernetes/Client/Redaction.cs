using System.Text.RegularExpressions;

namespace Deploy.Kubernetes;

/// <summary>The one place that takes secrets out of texts: URL signatures, tokens, passwords, secret values.</summary>
public static partial class Redaction
{
    /// <summary>What stands where a secret was.</summary>
    public const string Mask = "***";

    private const string Kept = "${keep}" + Mask;
    private const RegexOptions Plain = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;
    private const RegexOptions AnyCase = Plain | RegexOptions.IgnoreCase;
    private const RegexOptions Singleline = Plain | RegexOptions.Singleline;

    // Milliseconds: the patterns are linear in practice; a hostile text must not hang an operation.
    private const int Limit = 1000;

    private static readonly string[] SecretNameParts =
    [
        "PASSWORD", "PASSWD", "PWD", "SECRET", "TOKEN", "APIKEY", "ACCESSKEY", "ACCOUNTKEY", "PRIVATEKEY", "CREDENTIAL",
        "CONNECTIONSTRING", "CONNSTR", "SIGNATURE", "SASURL", "PASSPHRASE",
    ];

    /// <summary>The text without its secrets; null becomes the empty text.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        try
        {
            // Logs come line by line, so a key's lines come without what says that they are one.
            if (text.Length >= 64) text = KeyLine().Replace(text, Mask);
            return MayHoldSecret(text) ? Strip(text) : text;
        }
        catch (RegexMatchTimeoutException)
        {
            // A text built to be slow is not shown at all rather than shown with what it may hold.
            return Mask;
        }
    }

    private static string Strip(string text)
    {
        text = PrivateKey().Replace(text, Mask);
        text = UserInfo().Replace(text, Kept);
        text = SignedParameter().Replace(text, Kept);
        text = QueryKey().Replace(text, Kept);
        text = Authorization().Replace(text, Kept);
        text = JsonWebToken().Replace(text, Mask);
        text = Assignment().Replace(text, Kept);
        return Field().Replace(text, Kept);
    }

    /// <summary>A URL without user, password and signature. Its expiry and permissions stay readable.</summary>
    public static string Url(string? url) => Text(url);

    /// <summary>The value of an environment variable: masked as a whole where the name says that it is secret.</summary>
    public static string EnvValue(string name, string? value) =>
        string.IsNullOrEmpty(value) ? "" : IsSecretName(name) ? Mask : Text(value);

    /// <summary>True where a name promises a secret: DB_PASSWORD, apiKey, client-secret and the like.</summary>
    public static bool IsSecretName(string? name)
    {
        if (string.IsNullOrEmpty(name)) return false;
        var letters = string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return SecretNameParts.Any(part => letters.Contains(part, StringComparison.Ordinal));
    }

    // Every pattern below needs one of these; most texts have none and are done here.
    private static bool MayHoldSecret(string text) =>
        text.Contains('=', StringComparison.Ordinal) || Has(text, "%3D") || Has(text, "bearer")
        || text.Contains("eyJ", StringComparison.Ordinal) || text.Contains("PRIVATE KEY", StringComparison.Ordinal)
        || text.Contains('@', StringComparison.Ordinal) && text.Contains("://", StringComparison.Ordinal)
        || text.Contains(':', StringComparison.Ordinal) && (text.Contains('"', StringComparison.Ordinal) || Has(text, "authorization") || Has(text, "pass") || Has(text, "pwd") || Has(text, "token") || Has(text, "secret") || Has(text, "key"));

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", Singleline, Limit)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"(?<keep>://)[^/\s@""'?#]+(?=@)", Plain, Limit)]
    private static partial Regex UserInfo();

    // Azure SAS, AWS, OSS, Google and COS signatures, also percent-encoded or inside JSON.
    [GeneratedRegex(@"((?<![A-Za-z0-9_-])|(?<=\\u0026|%26|%3F))(?<keep>(sig|signature|x-(amz|oss|goog|cos)-(signature|credential|security-token)|awsaccesskeyid|ossaccesskeyid|googleaccessid|security-token|sts-token|q-signature|q-ak|access_token|id_token|refresh_token|sharedaccesssignature)(=|%3D))[^&\s""'<>\\]+", AnyCase, Limit)]
    private static partial Regex SignedParameter();

    [GeneratedRegex(@"(?<keep>[?&](code|key|token|policy|auth|apikey|api[-_]key|password|pwd|secret)=)[^&\s""'<>\\]+", AnyCase, Limit)]
    private static partial Regex QueryKey();

    // With its scheme, or something that is no word: "may require authorization: server message" tells of none.
    [GeneratedRegex(@"(?<keep>authorization""?\s*[:=]\s*""?((bearer|basic|digest|negotiate|token)\s+|(?=[^\s""']*[0-9._=]))|bearer\s+(?=[^\s""']*[0-9._]))[^\s""',;]{6,}", AnyCase, Limit)]
    private static partial Regex Authorization();

    // A line of a PEM file is 64 letters of Base64; a digest of as many is in hexadecimal.
    [GeneratedRegex(@"(?<![A-Za-z0-9+/=])(?=[^\s]{0,63}[G-Z])(?=[^\s]{0,63}[a-z])(?=[^\s]{0,63}[0-9])[A-Za-z0-9+/]{62}[A-Za-z0-9+/=]{2}(?![A-Za-z0-9+/=])", Plain, Limit)]
    private static partial Regex KeyLine();

    // As YAML and headers have it. A word behind the colon is a sentence going on ("token: expired"), not a secret.
    [GeneratedRegex(@"(?<![A-Za-z0-9])(?<keep>(x-)?(auth[-_]?token|access[-_]?token|token|client[-_]?secret|secret|api[-_]?key|access[-_]?key(?:[-_]?(id|secret))?|account[-_]?key|private[-_]?key)\s*:\s*[""']?)(?![A-Za-z-]{1,15}(?![^\s,;.)""']))(?!\*\*\*)[^\s""'&,;|>]{4,}", AnyCase, Limit)]
    private static partial Regex Field();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?", Plain, Limit)]
    private static partial Regex JsonWebToken();

    [GeneratedRegex(@"(?<keep>((password|passwd|pwd|passphrase|secret|token|api[-_]?key|access[-_]?key(?:[-_]?(id|secret))?|account[-_]?key|client[-_]?secret|private[-_]?key)(=|""\s*:\s*""?))|(password|passwd|pwd|passphrase):\s*)(?!\*\*\*)[^\s""'&,;]+", AnyCase, Limit)]
    private static partial Regex Assignment();
}
