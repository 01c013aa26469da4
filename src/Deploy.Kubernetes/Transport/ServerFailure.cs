using System.Net;
using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Kubernetes.Transport;

/// <summary>Turns a refusal of the server into an exception.</summary>
internal static class ServerFailure
{
    private const int MostBytes = 64 * 1024;

    internal static KubernetesException FromStatus(Status? status, TimeSpan? retryAfter = null)
    {
        status ??= new Status { Code = 500, Message = "The server reported an error without a status." };
        var code = (HttpStatusCode)(status.Code == 0 ? 500 : status.Code);
        var reason = string.IsNullOrEmpty(status.Reason) ? ReasonFor(code) : status.Reason;
        var message = string.IsNullOrEmpty(status.Message) ? $"The server answered {(int)code} {reason}." : status.Message;
        var hint = status.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return new KubernetesException(code, reason, message, status) { RetryAfter = retryAfter ?? hint };
    }

    internal static async Task<KubernetesException> FromResponseAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var retryAfter = RetryAfter(response, time);
        var status = await ReadStatusAsync(response, cancellationToken);
        if (status is not null)
            return FromStatus(status with { Code = (int)response.StatusCode }, retryAfter);
        var reason = ReasonFor(response.StatusCode);
        return new KubernetesException(response.StatusCode, reason, $"The server answered {(int)response.StatusCode} {reason}.") { RetryAfter = retryAfter };
    }

    // What is not a Status (an HTML page of a proxy, say) is not repeated: it may carry anything.
    private static async Task<Status?> ReadStatusAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var buffer = new ReadBuffer(stream, 4096);
            while (buffer.Unread.Length < MostBytes && await buffer.FillAsync(cancellationToken))
            {
            }
            var status = response.Content.Headers.ContentType?.MediaType == ProtobufFormat.MediaType
                ? StatusMessage.Read(ProtobufFormat.Open(buffer.Unread))
                : JsonSerializer.Deserialize(buffer.Unread, KubernetesJson.Default.Status);
            return string.Equals(status?.Kind, "Status", StringComparison.Ordinal) ? status : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidDataException or IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static string ReasonFor(HttpStatusCode code) => code switch
    {
        HttpStatusCode.Unauthorized => "Unauthorized",
        HttpStatusCode.Forbidden => "Forbidden",
        HttpStatusCode.NotFound => "NotFound",
        HttpStatusCode.Conflict => "Conflict",
        HttpStatusCode.Gone => "Expired",
        HttpStatusCode.UnprocessableEntity => "Invalid",
        HttpStatusCode.BadRequest => "BadRequest",
        HttpStatusCode.TooManyRequests => "TooManyRequests",
        HttpStatusCode.ServiceUnavailable => "ServiceUnavailable",
        HttpStatusCode.GatewayTimeout => "Timeout",
        HttpStatusCode.InternalServerError => "InternalError",
        _ => "UnexpectedStatus",
    };
}
