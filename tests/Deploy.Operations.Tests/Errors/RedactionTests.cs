using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Tests.Errors;

public sealed class RedactionTests
{
    private const string Planted = "PLaNTeD0123456789secretvalue";

    [Theory]
    [InlineData("https://store.example/c/b.jar?sv=2022-11-02&se=2026-11-20T00%3A00%3A00Z&sig={0}%3D&sp=r")]
    [InlineData("GET https://store.example/c/b.jar?sig={0}: 403 Forbidden")]
    [InlineData("https://bucket.example/b.jar?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={0}%2F20260101&X-Amz-Signature={0}")]
    [InlineData("https://bucket.example/b.jar?AWSAccessKeyId={0}&Expires=1&Signature={0}")]
    [InlineData("https://oss.example/b.jar?Expires=1&OSSAccessKeyId={0}&Signature={0}&security-token={0}")]
    [InlineData("https://storage.example/b.jar?X-Goog-Credential={0}&X-Goog-Signature={0}")]
    [InlineData("https://cos.example/b.jar?q-ak={0}&q-signature={0}")]
    [InlineData("{{\"url\":\"https://store.example/b.jar?a=1\\u0026sig={0}\"}}")]
    [InlineData("redirect=https%3A%2F%2Fstore.example%2Fb.jar%3Fsv%3D1%26sig%3D{0}")]
    [InlineData("https://user:{0}@registry.example/v2/")]
    [InlineData("Authorization: Bearer {0}")]
    [InlineData("\"Authorization\": \"Bearer {0}\"")]
    [InlineData("authorization: Basic {0}")]
    [InlineData("the header Bearer {0} was refused")]
    [InlineData("DB_PASSWORD={0}")]
    [InlineData("Server=db;User Id=sa;Password={0};Encrypt=true")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey={0};EndpointSuffix=x")]
    [InlineData("{{\"password\":\"{0}\"}}")]
    [InlineData("{{\"client_secret\" : \"{0}\"}}")]
    [InlineData("password: {0}")]
    [InlineData("Passphrase: {0}")]
    [InlineData("PWD:{0}")]
    [InlineData("AUTHORIZATION:{0}")]
    [InlineData("{{\"token\" : \"{0}\"}}")]
    [InlineData("ftp://user:{0}@files.example/a")]
    [InlineData("token: {0}")]
    [InlineData("  clientSecret: \"{0}\"")]
    [InlineData("secret: {0}")]
    [InlineData("api_key: {0}")]
    [InlineData("apiKey: '{0}'")]
    [InlineData("X-Api-Key: {0}")]
    [InlineData("> X-Auth-Token: {0}")]
    [InlineData("aws_secret: x, access_key_id: {0}")]
    [InlineData("private-key: {0}")]
    [InlineData("https://api.example/x?token={0}&a=1")]
    [InlineData("https://function.example/api/x?code={0}")]
    [InlineData("token eyJhbGciOi{0}.eyJzdWIi{0}.c2lnbmF0dXJl{0} was refused")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\n{0}\n-----END RSA PRIVATE KEY-----")]
    public void A_planted_secret_is_gone(string text)
    {
        var redacted = Redaction.Text(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, Planted));
        Assert.DoesNotContain(Planted, redacted, StringComparison.Ordinal);
        Assert.Contains(Redaction.Mask, redacted, StringComparison.Ordinal);
        Assert.Equal(redacted, Redaction.Text(redacted));
    }

    [Theory]
    [InlineData("")]
    [InlineData("registry.example/biz1:1.0.0@sha256:0123456789abcdef")]
    [InlineData("0/3 nodes are available: 3 Insufficient memory.")]
    [InlineData("secret \"db\" not found")]
    [InlineData("Readiness probe failed: Get \"http://10.0.0.7:8080/health\": connection refused")]
    [InlineData("exit code=137 signal=9")]
    [InlineData("failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized")]
    [InlineData("https://store.example/b.jar?sv=2022-11-02&se=2026-11-20&sp=r")]
    [InlineData("design=modern&assign=7")]
    [InlineData("pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed")]
    [InlineData("token: expired")]
    [InlineData("the token: not valid yet, so it was refused")]
    [InlineData("secret: not-found")]
    [InlineData("key: value")]
    [InlineData("MountVolume.SetUp failed for volume \"tls\" : secret \"tls\" not found")]
    [InlineData("registry.example/biz1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("at org.springframework.boot.autoconfigure.jdbc.DataSourceProperties.determineDriverClassName(DataSourceProperties.java:233)")]
    public void What_holds_no_secret_stays_as_it_is(string text) => Assert.Equal(text, Redaction.Text(text));

    /// <summary>A log is shown and archived line by line.</summary>
    [Theory]
    [InlineData(2048)]
    [InlineData(4096)]
    public void The_lines_of_a_key_are_masked_each_for_itself(int bits)
    {
        using var key = System.Security.Cryptography.RSA.Create(bits);
        var lines = key.ExportRSAPrivateKeyPem().Split('\n').Where(line => line.Length == 64).ToList();
        Assert.True(lines.Count > 20);
        var shown = lines.Select(line => Redaction.Text($"2026-01-01T00:00:00Z {line}")).ToList();
        // One in thousands of such lines happens to have no digit or no letter of a case.
        Assert.InRange(shown.Count(line => line == $"2026-01-01T00:00:00Z {Redaction.Mask}"), lines.Count - 1, lines.Count);
    }

    [Fact]
    public void The_expiry_of_a_signed_url_stays_readable() =>
        Assert.Equal("https://s.example/b.jar?se=2026-11-20&sig=***&sp=r", Redaction.Url($"https://s.example/b.jar?se=2026-11-20&sig={Planted}&sp=r"));

    [Theory]
    [InlineData("DB_PASSWORD", "x", "***")]
    [InlineData("apiKey", "x", "***")]
    [InlineData("CLIENT-SECRET", "x", "***")]
    [InlineData("ConnectionStrings__Main_ConnectionString", "x", "***")]
    [InlineData("BIZ_VERSION", "1.0.0", "1.0.0")]
    [InlineData("PACKAGE_URL", "https://s.example/b?sig=PL", "https://s.example/b?sig=***")]
    [InlineData("DB_PASSWORD", null, "")]
    public void The_value_of_a_variable_is_masked_by_name_or_content(string name, string? value, string shown) => Assert.Equal(shown, Redaction.EnvValue(name, value));

    [Fact]
    public void An_exception_never_repeats_what_lies_underneath()
    {
        var error = new DeployException(PackageCodes.UrlExpired, $"GET https://s.example/b?sig={Planted}", $"default/b?sig={Planted}", null, new InvalidOperationException(Planted));
        Assert.DoesNotContain(Planted, error.ToString() + error.Message + error.Target + error.Suggestion, StringComparison.Ordinal);
        Assert.Equal("Package.UrlExpired", error.Code.Code);
        Assert.Equal(FailureCategory.PermissionDenied, error.Category);
        Assert.Contains("Update-ModulePackageUrl", error.Suggestion, StringComparison.Ordinal);
    }
}
