using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Gives a lock back when its holder stops before the end, so that the next need not wait until it runs out.</summary>
internal static class LockRelease
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    internal static async Task TryAsync(KubernetesClient client, Workload workload, ReleaseEnvironment environment, TimeProvider time)
    {
        using var timer = new CancellationTokenSource(s_patience, time);
        try
        {
            for (Workload? live = workload; live is not null && ReleaseLock.Of(live)?.Holder == environment.Holder;)
                live = await FreeAsync(client, live, timer.Token) ? null : await ReadAsync(client, live, timer.Token);
        }
        catch (Exception failure) when (failure is KubernetesException or OperationCanceledException)
        {
            // Then it runs out by itself.
            RolloutRun.LockKept(environment.Logger, workload.Name);
        }
    }

    // False: the workload has changed meanwhile, as it does all the time while its replicas are replaced.
    private static async Task<bool> FreeAsync(KubernetesClient client, Workload live, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ModuleLabels.Lock] = null } } };
        try
        {
            await ObjectWrite.PatchOf(WorkloadResources.Of(live.Kind), live.Namespace, live.Name, live.ResourceVersion, patch).RunAsync(client, dryRun: false, cancellationToken);
            return true;
        }
        catch (KubernetesException failure) when (failure.IsConflict)
        {
            return false;
        }
    }

    private static async Task<Workload?> ReadAsync(KubernetesClient client, Workload workload, CancellationToken cancellationToken) =>
        await client.FindAsync(WorkloadResources.Of(workload.Kind), workload.Namespace, workload.Name, cancellationToken) is { } json ? new Workload(workload.Kind, json) : null;
}
