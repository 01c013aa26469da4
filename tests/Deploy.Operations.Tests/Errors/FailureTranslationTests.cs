using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Tests.Errors;

public sealed class FailureTranslationTests
{
    [Theory]
    [InlineData(400, "BadRequest", "KubeAPIServer.BadRequest")]
    [InlineData(401, "Unauthorized", "KubeAPIServer.Unauthorized")]
    [InlineData(403, "Forbidden", "KubeAPIServer.Forbidden")]
    [InlineData(404, "NotFound", "KubeAPIServer.NotFound")]
    [InlineData(409, "Conflict", "KubeAPIServer.Conflict")]
    [InlineData(409, "AlreadyExists", "KubeAPIServer.AlreadyExists")]
    [InlineData(410, "Expired", "KubeAPIServer.Gone")]
    [InlineData(422, "Invalid", "KubeAPIServer.Invalid")]
    [InlineData(429, "TooManyRequests", "KubeAPIServer.TooManyRequests")]
    [InlineData(500, "InternalError", "KubeAPIServer.ServerError")]
    [InlineData(503, "ServiceUnavailable", "KubeAPIServer.Unavailable")]
    [InlineData(504, "Timeout", "KubeAPIServer.Timeout")]
    [InlineData(302, "UnexpectedStatus", "KubeAPIServer.UnexpectedAnswer")]
    [InlineData(0, "Timeout", "KubeAPIServer.Timeout")]
    [InlineData(0, "InvalidResponse", "KubeAPIServer.UnexpectedAnswer")]
    [InlineData(0, "Unreachable", "KubeAPIServer.Unreachable")]
    [InlineData(0, "UntrustedCertificate", "KubeAPIServer.CertificateUntrusted")]
    [InlineData(0, "ServerCertificateExpired", "KubeAPIServer.CertificateExpired")]
    [InlineData(0, "ServerNameMismatch", "KubeAPIServer.CertificateNameMismatch")]
    [InlineData(0, "ClientCertificateExpired", "Kubeconfig.CredentialFailed")]
    public void An_answer_of_the_server_has_its_code(int status, string reason, string code)
    {
        var error = FailureTranslation.Translate(new KubernetesException((HttpStatusCode)status, reason, "what happened"), "default/biz1");
        Assert.Equal(code, error.Code.Code);
        Assert.Equal("default/biz1", error.Target);
        Assert.Contains("what happened", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Suggestion);
    }

    [Fact]
    public void A_quota_and_a_disruption_budget_have_codes_of_their_own()
    {
        var quota = new KubernetesException(HttpStatusCode.Forbidden, "Forbidden", "pods \"x\" is forbidden: exceeded quota: team, requested: pods=1, used: pods=5, limited: pods=5");
        var budget = new KubernetesException(HttpStatusCode.TooManyRequests, "TooManyRequests", "Cannot evict pod", new Status { Details = new StatusDetails { Causes = [new StatusCause { Reason = "DisruptionBudget" }] } });
        Assert.Equal("KubeAPIServer.QuotaExceeded", FailureTranslation.Translate(quota).Code.Code);
        Assert.Equal("KubeAPIServer.EvictionRefused", FailureTranslation.Translate(budget).Code.Code);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "KubeAPIServer.ConnectionRefused")]
    [InlineData(SocketError.HostNotFound, "KubeAPIServer.HostNotFound")]
    [InlineData(SocketError.TimedOut, "KubeAPIServer.Timeout")]
    [InlineData(SocketError.ConnectionReset, "KubeAPIServer.ConnectionLost")]
    [InlineData(SocketError.NetworkUnreachable, "KubeAPIServer.Unreachable")]
    public void A_network_fault_has_its_code_however_deep_it_lies(SocketError fault, string code)
    {
        var socket = new SocketException((int)fault);
        Assert.Equal(code, FailureTranslation.Translate(new HttpRequestException("x", socket)).Code.Code);
        Assert.Equal(code, FailureTranslation.Translate(new KubernetesException(default, "Unreachable", "x", null, new HttpRequestException("y", socket))).Code.Code);
    }

    [Theory]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot", "KubeAPIServer.CertificateUntrusted")]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: PartialChain", "KubeAPIServer.CertificateUntrusted")]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: NotTimeValid", "KubeAPIServer.CertificateExpired")]
    [InlineData("The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch", "KubeAPIServer.CertificateNameMismatch")]
    [InlineData("Authentication failed, see inner exception.", "KubeAPIServer.TlsFailed")]
    public void A_certificate_fault_has_its_code(string message, string code) =>
        Assert.Equal(code, FailureTranslation.Translate(new HttpRequestException("The SSL connection could not be established", new AuthenticationException(message))).Code.Code);

    [Fact]
    public void Other_failures_have_codes_too()
    {
        Assert.Equal("Kubeconfig.Invalid", Code(new KubeConfigException("KubeConfigInvalid", "broken", "fix it")));
        Assert.Equal("Kubeconfig.ContextNotFound", Code(new KubeConfigException("ContextNotFound", "none", "choose")));
        Assert.Equal("Deploy.FileAccess", Code(new FileNotFoundException("gone")));
        Assert.Equal("Deploy.TimedOut", Code(new TaskCanceledException()));
        Assert.Equal("Deploy.UnexpectedError", Code(new InvalidOperationException("boom")));
        Assert.Equal("Deploy.FileAccess", Code(new AggregateException(new IOException("disk"))));
    }

    [Fact]
    public void What_has_a_code_already_passes_through()
    {
        var known = new DeployException(ModuleCodes.NotFound, "there is no biz9");
        Assert.Same(known, FailureTranslation.Translate(known, "other"));
    }

    [Fact]
    public void The_server_says_when_to_come_back()
    {
        var error = FailureTranslation.Translate(new KubernetesException(HttpStatusCode.TooManyRequests, "TooManyRequests", "busy") { RetryAfter = TimeSpan.FromSeconds(1.5) });
        Assert.Equal("Try again in 2 s.", error.Suggestion);
    }

    [Fact]
    public void A_secret_in_the_answer_is_not_passed_on()
    {
        var error = FailureTranslation.Translate(new KubernetesException(HttpStatusCode.UnprocessableEntity, "Invalid", "Deployment is invalid: image https://s.example/b.jar?sig=PLANTED"));
        Assert.DoesNotContain("PLANTED", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    public void A_wrong_argument_is_an_invalid_parameter(int replicas) =>
        Assert.Equal("Deploy.InvalidParameter", Code(new ArgumentOutOfRangeException(nameof(replicas), replicas, "must not be negative")));

    [Fact]
    public void The_runtimes_own_words_reach_nobody()
    {
        static void Missing(object? value) => ArgumentNullException.ThrowIfNull(value);
        static void Empty(string value) => ArgumentException.ThrowIfNullOrEmpty(value);
        static void Negative(int value) => ArgumentOutOfRangeException.ThrowIfNegative(value);
        Action[] faults =
        [
            () => Missing(null),
            () => Empty(""),
            () => Negative(-1),
            () => int.Parse("four", System.Globalization.CultureInfo.InvariantCulture),
            () => Convert.ToInt32("99999999999", System.Globalization.CultureInfo.InvariantCulture),
            () => _ = new Uri("http://"),
            () => Enum.Parse<DayOfWeek>("Someday"),
            () => JsonDocument.Parse("<html>"),
            () => _ = new List<int>().Single(),
            () => _ = new Dictionary<string, int>(StringComparer.Ordinal)["none"],
        ];
        foreach (var fault in faults)
        {
            var thrown = Assert.ThrowsAny<Exception>(fault);
            var error = FailureTranslation.Translate(thrown);
            Assert.DoesNotContain(thrown.Message.Split('.')[0], error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Parameter '", error.Message, StringComparison.Ordinal);
            Assert.Same(thrown, error.InnerException);
        }
    }

    [Fact]
    public void What_our_own_code_says_of_an_argument_is_told_without_the_runtimes_addition()
    {
        var thrown = Assert.Throws<ArgumentException>(() => Refuse("a/b"));
        Assert.Contains("Parameter 'name'", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("'a/b' is not a valid name.", FailureTranslation.Translate(thrown).Message);

        static void Refuse(string name) => throw new ArgumentException($"'{name}' is not a valid name.", nameof(name));
    }

    private static string Code(Exception error) => FailureTranslation.Translate(error).Code.Code;
}
