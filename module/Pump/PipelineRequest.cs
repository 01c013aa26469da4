using System.Runtime.ExceptionServices;

namespace Deploy.Module.Pump;

/// <summary>Something that only the pipeline thread may do, waiting for its turn.</summary>
internal sealed class PipelineRequest(Action work)
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the pipeline thread did the work; is cancelled when the pipeline stopped instead.</summary>
    public Task Done => done.Task;

    /// <summary>Does the work; returns what the pipeline threw, which must reach PowerShell untouched.</summary>
    public ExceptionDispatchInfo? Execute()
    {
        try
        {
            work();
            done.SetResult();
            return null;
        }
#pragma warning disable CA1031 // PowerShell stops a pipeline by exceptions of many types; all of them go back to it.
        catch (Exception stopped)
#pragma warning restore CA1031
        {
            done.SetCanceled();
            return ExceptionDispatchInfo.Capture(stopped);
        }
    }

    /// <summary>Gives the work up because the pipeline stopped.</summary>
    public void Abandon() => done.TrySetCanceled();
}
