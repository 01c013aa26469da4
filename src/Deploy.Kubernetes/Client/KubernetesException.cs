using System.Net;
using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes;

/// <summary>A request that the server refused, or that did not reach it.</summary>
public sealed class KubernetesException : Exception
{
    public KubernetesException(HttpStatusCode statusCode, string reason, string message, Status? status = null, Exception? innerException = null)
        : base(message, innerException) => (StatusCode, Reason, Status) = (statusCode, reason, status);

    /// <summary>The HTTP status; 0 where no answer came.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The server's own word, such as NotFound, Conflict, Expired, Forbidden, Invalid; or one of ours: Unreachable, Timeout, UntrustedCertificate, ServerCertificateExpired, ServerNameMismatch, TlsFailed, InvalidResponse.</summary>
    public string Reason { get; }

    /// <summary>The server's account; null where it gave none.</summary>
    public Status? Status { get; }

    /// <summary>Two-level code, such as KubeAPIServer.NotFound.</summary>
    public string Code => $"KubeAPIServer.{Reason}";

    /// <summary>What to do about it.</summary>
    public string Suggestion => FailureAdvice.For(this);

    /// <summary>How long the server asks to wait before the next try; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>Somebody else changed the object, or a precondition does not hold.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && !IsAlreadyExists;

    public bool IsAlreadyExists => string.Equals(Reason, "AlreadyExists", StringComparison.Ordinal);

    /// <summary>The version asked for is no longer kept: list anew.</summary>
    public bool IsGone => StatusCode == HttpStatusCode.Gone;

    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden;

    public bool IsUnauthorized => StatusCode == HttpStatusCode.Unauthorized;

    /// <summary>Too many requests, or an eviction that a disruption budget does not allow now.</summary>
    public bool IsTooManyRequests => StatusCode == HttpStatusCode.TooManyRequests;

    public bool IsInvalid => StatusCode == HttpStatusCode.UnprocessableEntity;

    /// <summary>No answer came: refused, dropped, timed out, or not trusted.</summary>
    public bool IsUnreachable => StatusCode == default;
}
