using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;

namespace Deploy.Operations.Releases.Running;

/// <summary>
/// A Deployment that is paused while its package URLs are renewed: a release begun meanwhile would wait for nothing. The renewal is
/// waited for, which takes seconds; one that was broken off is ended here.
/// </summary>
internal sealed class RefreshWait(KubernetesClient client, TimeProvider time)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns when the workload is not paused for a renewal.</summary>
    /// <returns>Whether it was, so that what stands is to be looked at anew.</returns>
    internal async Task<bool> EndAsync(Workload live, DateTimeOffset deadline, ReleaseReport report, CancellationToken cancellationToken)
    {
        for (var waited = false; ; waited = true)
        {
            if (PausedRefresh.LeftFrom(live) is not { } left)
                return waited;
            var now = time.GetUtcNow();
            if (left <= now)
            {
                report.Warn($"{live.Namespace}/{live.Name} was paused for a renewal of its package URLs, which was broken off; it is resumed.");
                if (await new PausedRefresh(client, time, s_patience).ResumeAsync(live.Namespace, live.Name, cancellationToken) is { } why)
                    throw new DeployException(ReleaseCodes.TimedOut, $"{live.Namespace}/{live.Name} is paused for a renewal of its package URLs that was broken off. {why}", report.Target,
                        "Run the command again when the cluster's controllers run.");
                return true;
            }
            if (now >= deadline)
                throw new DeployException(ReleaseCodes.TimedOut, $"{live.Namespace}/{live.Name} is paused still for the renewal of its package URLs.", report.Target);
            report.Say($"waits for the renewal of its package URLs, at most {Replicas.Moments.Say(left - now)}", live.Ready, live.Desired);
            await Task.Delay(s_poll, time, cancellationToken);
            if (await client.FindAsync(WorkloadResources.Of(live.Kind), live.Namespace, live.Name, cancellationToken) is not { } json)
                return true;
            live = new Workload(live.Kind, json);
        }
    }
}
