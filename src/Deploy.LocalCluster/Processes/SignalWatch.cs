using System.Runtime.InteropServices;

namespace Deploy.LocalCluster.Processes;

/// <summary>
/// A cluster outlives the terminal and the command that it was started from: their signals are taken and dropped.
/// A request to terminate is answered by an orderly stop.
/// </summary>
internal sealed class SignalWatch : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];

    public SignalWatch(Action stop)
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = true));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop();
        }));
    }

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());
}
