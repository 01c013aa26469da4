using Microsoft.Extensions.Logging;

namespace Deploy.Kubernetes.Transport;

/// <summary>What is logged of requests: method, path and outcome; never headers, queries, bodies or the path of the server's address.</summary>
internal static partial class RequestLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Method} {Path} answered {Status} in {Milliseconds:0} ms")]
    internal static partial void Answered(ILogger logger, HttpMethod method, string path, int status, double milliseconds);

    [LoggerMessage(2, LogLevel.Debug, "{Method} {Path} failed in {Milliseconds:0} ms: {Reason}")]
    internal static partial void Failed(ILogger logger, HttpMethod method, string path, double milliseconds, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Method} {Path} is sent again in {Milliseconds:0} ms after {Reason} (retry {Attempt})")]
    internal static partial void Retrying(ILogger logger, HttpMethod method, string path, string reason, double milliseconds, int attempt);

    [LoggerMessage(4, LogLevel.Debug, "{Method} {Path} was refused as unauthorized; the credential was renewed and it is sent again")]
    internal static partial void Renewed(ILogger logger, HttpMethod method, string path);
}
