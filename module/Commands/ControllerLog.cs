using Microsoft.Extensions.Logging;

namespace Deploy.Module.Commands;

/// <summary>What a controller's service says of itself.</summary>
internal static partial class ControllerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The module controller of environment {Environment} listens on {Endpoint}: /heartbeat, /healthz, /metrics.")]
    public static partial void LogStarted(this ILogger logger, string endpoint, string environment);

    [LoggerMessage(Level = LogLevel.Information, Message = "The module controller has let its bases go and is stopped.")]
    public static partial void LogStopped(this ILogger logger);
}
