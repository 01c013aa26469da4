using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Hosting;

/// <summary>Work that goes on until it is told to stop, in the foreground of a program or a command, and tells of itself in a log.</summary>
public static partial class ForegroundService
{
    /// <summary>How long work that was told to stop may take: less than the 30 seconds after which Kubernetes kills it.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    /// <summary>Runs the work and gives the lines of its log, those of its end too. Whoever stops reading stops the work.</summary>
    /// <param name="log">What the work logs to; it is complete afterwards.</param>
    /// <param name="work">The work; it ends without an error when it is told to stop.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Tells the work to stop; being stopped is no error.</param>
    /// <exception cref="TimeoutException">It was told to stop and did not within <see cref="StopLimit"/>.</exception>
    public static async IAsyncEnumerable<string> RunAsync(JsonLineLog log, Func<CancellationToken, Task> work, TimeProvider time, [EnumeratorCancellation] CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(work);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var ended = EndAsync(log, Task.Run(() => work(stopping.Token), CancellationToken.None), time, stopping.Token);
        try
        {
            await foreach (var line in log.ReadAllAsync())
                yield return line;
            await ended;
        }
        finally
        {
            await stopping.CancelAsync();
            await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task EndAsync(JsonLineLog log, Task work, TimeProvider time, CancellationToken stopping)
    {
        try
        {
            if (await Task.WhenAny(work, LimitAsync(time, stopping)) != work)
                throw new TimeoutException($"It was told to stop and has not within {StopLimit.TotalSeconds:0} seconds.");
            await work;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            LogFailed(log, failure);
            throw;
        }
        finally
        {
            log.Complete();
        }
    }

    private static async Task LimitAsync(TimeProvider time, CancellationToken stopping)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(StopLimit, time, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "It cannot go on and ends.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}

/// <summary>
/// Hears that the process is to end: SIGTERM, as Kubernetes, container engines and service managers send it, and Ctrl+C where the program
/// hears that itself. A second signal ends the process at once.
/// </summary>
public sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _heard = new();
    private readonly List<PosixSignalRegistration> _registrations;

    /// <param name="signals">What to hear.</param>
    public StopSignal(params PosixSignal[] signals) => _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Hear))];

    /// <summary>Cancelled when a signal came.</summary>
    public CancellationToken Heard => _heard.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _heard.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        if (_heard.IsCancellationRequested)
            return;
        context.Cancel = true;
        try
        {
            // Whoever waits goes on in a thread of its own: the next signal must be heard meanwhile.
            _ = _heard.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The work ended by itself at this very moment.
            return;
        }
    }
}
