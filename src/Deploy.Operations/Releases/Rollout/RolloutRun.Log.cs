using Microsoft.Extensions.Logging;

namespace Deploy.Operations.Releases.Rollout;

internal sealed partial class RolloutRun
{
    [LoggerMessage(2, LogLevel.Information, "The lock of {Workload} could not be given back; it runs out by itself")]
    internal static partial void LockKept(ILogger logger, string workload);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Release {Release}: the server refused a step ({Reason}); trying again")]
        internal static partial void Trouble(ILogger logger, string release, string reason);
    }
}
