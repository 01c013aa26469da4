using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Controllers;

/// <summary>Keeps a loop running: one that fails is logged and begins again.</summary>
internal static partial class LoopSupervision
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(string name, Func<CancellationToken, Task> loop, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await loop(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Failed(logger, failure, name);
            }

            await Task.Delay(Pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The loop {Name} failed and begins again")]
    private static partial void Failed(ILogger logger, Exception failure, string name);
}
