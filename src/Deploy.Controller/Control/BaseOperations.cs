using System.Collections.Concurrent;
using Deploy.Controller.Arklet;
using Deploy.Controller.Modules;

namespace Deploy.Controller.Control;

/// <summary>Runs installs and uninstalls on one base beside its other work, and remembers the running and the failed ones.</summary>
internal sealed class BaseOperations(ArkletClient arklet, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, BizOperation> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);

    /// <summary>Running and failed operations by name:version.</summary>
    public IReadOnlyDictionary<string, BizOperation> Known => _operations;

    /// <summary>
    /// Begins an operation and returns it. <paramref name="ending"/> is called while it still counts as running, so that what was known
    /// of the base can be declared stale first; <paramref name="ended"/> afterwards, with the outcome.
    /// </summary>
    public BizOperation Begin(Uri address, Biz biz, bool install, Action ending, Func<BizOperation, Task> ended, CancellationToken cancellationToken)
    {
        var failures = _operations.TryGetValue(biz.Identity, out var last) && last.IsInstall == install ? last.Failures : 0;
        var operation = new BizOperation { Biz = biz, IsInstall = install, IsRunning = true, Failures = failures, At = time.GetUtcNow() };
        _operations[biz.Identity] = operation;
        _running[biz.Identity] = RunAsync(address, operation, ending, ended, cancellationToken);
        return operation;
    }

    /// <summary>Forgets failures of modules that nobody asks for any more.</summary>
    public void Keep(IReadOnlySet<string> wanted)
    {
        foreach (var (identity, operation) in _operations)
            if (!operation.IsRunning && !wanted.Contains(identity))
                _operations.TryRemove(identity, out _);
    }

    /// <summary>Waits for what runs; each ends by itself or by cancellation.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Values);

    private async Task RunAsync(Uri address, BizOperation operation, Action ending, Func<BizOperation, Task> ended, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (await AttemptAsync(address, operation, cancellationToken) is not { } outcome)
            return;
        ending();
        _running.TryRemove(operation.Biz.Identity, out _);
        if (outcome.Code is null)
            _operations.TryRemove(operation.Biz.Identity, out _);
        else
            _operations[operation.Biz.Identity] = outcome;
        await ended(outcome);
    }

    private async Task<BizOperation?> AttemptAsync(Uri address, BizOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            var reply = operation.IsInstall
                ? await arklet.InstallAsync(address, operation.Biz, cancellationToken)
                : await arklet.UninstallAsync(address, operation.Biz, cancellationToken);
            var done = reply.Succeeded || (operation.IsInstall ? reply.IsRepeated : reply.IsNotFound);
            return done ? Ended(operation) : Failed(operation, operation.IsInstall ? InstallFailure.CodeOf(reply) : "Arklet.UninstallBizFailed", reply.Message);
        }
        catch (ArkletException e)
        {
            var code = !operation.IsInstall && e.Code == ArkletException.TimedOut ? "Arklet.UninstallBizTimedOut" : e.Code;
            return Failed(operation, code, e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody knows how it ended; the next controller asks the base.
            return null;
        }
    }

    private static BizOperation Ended(BizOperation operation) => operation with { IsRunning = false, Failures = 0 };

    private BizOperation Failed(BizOperation operation, string code, string message) =>
        operation with { IsRunning = false, Failures = operation.Failures + 1, Code = code, Message = message, At = time.GetUtcNow() };
}
