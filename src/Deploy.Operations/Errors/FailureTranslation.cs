using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Deploy.Kubernetes;
using Deploy.Storage.Faults;

namespace Deploy.Operations.Errors;

/// <summary>The one place where failures of the layers below become the catalogue's codes.</summary>
public static class FailureTranslation
{
    /// <summary>The failure as operators see it. One that has a code already passes through unchanged.</summary>
    /// <param name="error">What was thrown. A cancellation that the user asked for is no failure and does not belong here.</param>
    /// <param name="target">What the operation worked on, such as <c>default/biz1</c>.</param>
    public static DeployException Translate(Exception error, string? target = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error switch
        {
            DeployException known => known,
            KubernetesException refused => new(OfServer(refused), Message(refused), target, Suggestion(refused), refused),
            StorageException store => new(ErrorCodes.Find(store.Code) ?? PackageCodes.StoreUnavailable, store.Message, target, store.Suggestion, store),
            KubeConfigException config => new(OfKubeconfig(config), config.Message, target, config.Suggestion, config),
            AggregateException { InnerExceptions: [var single] } => Translate(single, target),
            OperationCanceledException => new(DeployCodes.TimedOut, "The operation did not end in time.", target, null, error),
            TimeoutException => new(DeployCodes.TimedOut, error.Message, target, null, error),
            HttpRequestException or SocketException or AuthenticationException => new(OfNetwork(error), error.Message, target, null, error),
            FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or IOException =>
                new(DeployCodes.FileAccess, error.Message, target, null, error),
            ArgumentException or FormatException or OverflowException =>
                new(DeployCodes.InvalidParameter, OwnWords(error) ?? "A value that was given cannot be read as what it should be.", target, null, error),
            JsonException => new(KubeApiServerCodes.UnexpectedAnswer, OwnWords(error) ?? "The answer is not the JSON that it should be.", target, null, error),
            _ => new(DeployCodes.UnexpectedError, OwnWords(error) ?? $"Something failed that was not foreseen ({error.GetType().Name}).", target, null, error),
        };
    }

    // What our own code says is meant for operators. What the runtime says of its arguments is not: it stays in the exception underneath.
    private static string? OwnWords(Exception error)
    {
        if (error.Source?.StartsWith("Deploy.", StringComparison.Ordinal) is not true)
            return null;
        var added = error is ArgumentException { ParamName: { } parameter } ? error.Message.IndexOf($" (Parameter '{parameter}')", StringComparison.Ordinal) : -1;
        return added < 0 ? error.Message : error.Message[..added];
    }

    private static ErrorCode OfServer(KubernetesException error)
    {
        if (error.IsUnreachable) return OfNetwork(error);
        return (int)error.StatusCode switch
        {
            400 => KubeApiServerCodes.BadRequest,
            401 => KubeApiServerCodes.Unauthorized,
            403 => IsQuota(error) ? KubeApiServerCodes.QuotaExceeded : KubeApiServerCodes.Forbidden,
            404 => KubeApiServerCodes.NotFound,
            409 => error.IsAlreadyExists ? KubeApiServerCodes.AlreadyExists : KubeApiServerCodes.Conflict,
            410 => KubeApiServerCodes.Gone,
            422 => KubeApiServerCodes.Invalid,
            429 => IsEviction(error) ? KubeApiServerCodes.EvictionRefused : KubeApiServerCodes.TooManyRequests,
            408 or 504 => KubeApiServerCodes.Timeout,
            502 or 503 => KubeApiServerCodes.Unavailable,
            >= 500 => KubeApiServerCodes.ServerError,
            _ => KubeApiServerCodes.UnexpectedAnswer,
        };
    }

    // The server gives a quota no reason of its own: it is a 403 whose status names the quota.
    private static bool IsQuota(KubernetesException error) =>
        error.Message.Contains("exceeded quota", StringComparison.OrdinalIgnoreCase);

    private static bool IsEviction(KubernetesException error) =>
        error.Status?.Details?.Causes?.Any(cause => cause?.Reason == "DisruptionBudget") == true;

    private static ErrorCode OfNetwork(Exception error)
    {
        if ((error as KubernetesException)?.Reason is { } reason && OfReason(reason) is { } known) return known;
        if (Find<AuthenticationException>(error) is { } tls) return OfTls(error.Message + " " + tls.Message);
        return Find<SocketException>(error)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => KubeApiServerCodes.ConnectionRefused,
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => KubeApiServerCodes.HostNotFound,
            SocketError.TimedOut => KubeApiServerCodes.Timeout,
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => KubeApiServerCodes.ConnectionLost,
            null => OfHttp(error),
            _ => KubeApiServerCodes.Unreachable,
        };
    }

    // What the client itself found out on the way.
    private static ErrorCode? OfReason(string reason) => reason switch
    {
        "Timeout" => KubeApiServerCodes.Timeout,
        "InvalidResponse" => KubeApiServerCodes.UnexpectedAnswer,
        "UntrustedCertificate" => KubeApiServerCodes.CertificateUntrusted,
        "ServerCertificateExpired" => KubeApiServerCodes.CertificateExpired,
        "ServerNameMismatch" => KubeApiServerCodes.CertificateNameMismatch,
        "TlsFailed" => KubeApiServerCodes.TlsFailed,
        "ClientCertificateExpired" => KubeconfigCodes.CredentialFailed,
        _ => null,
    };

    private static ErrorCode OfHttp(Exception error) => Find<HttpRequestException>(error)?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => KubeApiServerCodes.HostNotFound,
        HttpRequestError.SecureConnectionError => KubeApiServerCodes.TlsFailed,
        HttpRequestError.ResponseEnded => KubeApiServerCodes.ConnectionLost,
        HttpRequestError.InvalidResponse => KubeApiServerCodes.UnexpectedAnswer,
        null when Find<IOException>(error) is not null => KubeApiServerCodes.ConnectionLost,
        _ => KubeApiServerCodes.Unreachable,
    };

    // The runtime tells the kinds of an untrusted certificate apart only by the names of the flags in its message.
    private static ErrorCode OfTls(string text)
    {
        if (text.Contains("NotTimeValid", StringComparison.Ordinal) || text.Contains("expired", StringComparison.OrdinalIgnoreCase)) return KubeApiServerCodes.CertificateExpired;
        if (text.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal)) return KubeApiServerCodes.CertificateNameMismatch;
        return text.Contains("RemoteCertificate", StringComparison.Ordinal) || text.Contains("Chain", StringComparison.Ordinal)
            || text.Contains("UntrustedRoot", StringComparison.Ordinal) || text.Contains("not trusted", StringComparison.OrdinalIgnoreCase)
            ? KubeApiServerCodes.CertificateUntrusted : KubeApiServerCodes.TlsFailed;
    }

    private static ErrorCode OfKubeconfig(KubeConfigException error) => error.Code switch
    {
        "User.KubeConfigNotFound" or "User.NotInCluster" => KubeconfigCodes.NotFound,
        "User.ContextNotFound" or "User.NoCurrentContext" => KubeconfigCodes.ContextNotFound,
        "User.CredentialUnavailable" => KubeconfigCodes.CredentialFailed,
        _ => KubeconfigCodes.Invalid,
    };

    private static string Message(KubernetesException error) =>
        error.IsUnreachable || error.Status is null ? error.Message : $"{error.Message} ({(int)error.StatusCode})";

    // The catalogue says more than the client does, except where the server says when to come back.
    private static string? Suggestion(KubernetesException error) =>
        error.RetryAfter is { } wait ? $"Try again in {Math.Ceiling(wait.TotalSeconds):0} s." : null;

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found) return found;
        }
        return null;
    }
}
