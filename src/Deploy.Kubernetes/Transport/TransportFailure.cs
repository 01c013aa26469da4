using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace Deploy.Kubernetes.Transport;

/// <summary>Turns what goes wrong on the way into an exception that says so. Only the plain address is shown.</summary>
internal static class TransportFailure
{
    internal static bool IsOne(Exception failure) =>
        failure is HttpRequestException or IOException or JsonException or InvalidDataException or SocketException or AuthenticationException or TimeoutException;

    internal static KubernetesException From(Exception failure, ClusterConnection connection)
    {
        if (failure is KubernetesException known)
            return known;
        if (failure is JsonException or InvalidDataException)
            return Create("InvalidResponse", $"The answer of {connection} could not be read: it is not what a Kubernetes API server sends.", failure);
        // A cancellation that the caller did not ask for is a limit of ours.
        if (failure is TimeoutException or OperationCanceledException)
            return Create("Timeout", $"{connection} did not answer in time.", failure);
        if (Find<CertificateRejectedException>(failure) is { } rejected)
            return Create(rejected.Reason, $"The certificate of {connection} {rejected.Message}.", failure);
        if (Find<AuthenticationException>(failure) is { } tls)
            return Create("TlsFailed", $"No secure connection to {connection} could be agreed on: {tls.Message}", failure);
        if (Find<SocketException>(failure) is { } socket)
            return Create("Unreachable", $"{connection} cannot be reached: {socket.Message}", failure);
        return Create("Unreachable", $"The connection to {connection} was lost.", failure);
    }

    /// <summary>True when the request surely never reached the server.</summary>
    internal static bool NeverSent(KubernetesException failure) =>
        failure.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError };

    private static KubernetesException Create(string reason, string message, Exception inner) =>
        new(default, reason, message, null, inner);

    private static T? Find<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is T found)
                return found;
        }
        return null;
    }
}
