using Microsoft.Extensions.Logging;

namespace Deploy.Kubernetes.Watching;

/// <summary>What is logged of watches and reconciling.</summary>
internal static partial class WatchLog
{
    [LoggerMessage(20, LogLevel.Information, "The watch of {Plural} was lost ({Reason}); it is taken up again")]
    internal static partial void Lost(ILogger logger, string plural, string reason);

    [LoggerMessage(21, LogLevel.Warning, "The first list of {Plural} failed ({Reason}); it is repeated")]
    internal static partial void NotListed(ILogger logger, string plural, string reason);

    [LoggerMessage(22, LogLevel.Warning, "Reconciling {Key} failed {Failures} times in a row; next try in {Seconds:0.0} s")]
    internal static partial void ReconcileFailed(ILogger logger, Exception failure, ObjectKey key, int failures, double seconds);

    [LoggerMessage(23, LogLevel.Error, "A listener of changes of {Plural} failed")]
    internal static partial void ListenerFailed(ILogger logger, Exception failure, string plural);
}
