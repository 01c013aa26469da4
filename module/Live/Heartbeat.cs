using Deploy.Kubernetes;

namespace Deploy.Module.Live;

/// <summary>
/// Asks the server now and then whether it is there: a watch that has lost its connection is silent, and so is one where nothing changes.
/// </summary>
internal sealed class Heartbeat(KubernetesClient client, ReplicaBoard board, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public async Task RunAsync(CancellationToken ct)
    {
        var answered = time.GetUtcNow();
        while (true)
        {
            await Task.Delay(Interval, time, ct);
            var isThere = await AnswersAsync(ct);
            if (isThere)
                answered = time.GetUtcNow();
            board.NoteSilence(isThere ? null : answered);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            await client.GetVersionAsync(either.Token);
            return true;
        }
        catch (KubernetesException failure)
        {
            return !failure.IsUnreachable; // A refusal is an answer.
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
