using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Roles;

/// <summary>
/// Waits for the first healthy replica of the primary role: on any host, of the right service, destination, role and version; a restarted one counts.
/// It always ends: by that replica, by the failure of the primary's release, or by its timeout.
/// </summary>
internal sealed class RoleGate(KubernetesClient client, TimeProvider time)
{
    internal async Task WaitAsync(AppManifest app, Task primary, CancellationToken cancellationToken)
    {
        var role = app.Roles[0];
        using var timer = new CancellationTokenSource(app.Wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var healthy = FirstHealthyAsync(app, role.Name, either.Token);
        try
        {
            if (await Task.WhenAny(healthy, primary) == primary)
            {
                // A release that failed ends the wait; one that succeeded has a healthy replica, or wants none.
                await primary;
                return;
            }
            await healthy;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DeployException(ReleaseCodes.TimedOut,
                $"No healthy replica of role '{role.Name}' ({Words(app)}) within {app.Wait.TotalSeconds:0.#} s, so the other roles were not started.", $"{app.Namespace}/{role.Request.Module}");
        }
        finally
        {
            await either.CancelAsync();
            await ((Task)healthy).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Pod> FirstHealthyAsync(AppManifest app, string role, CancellationToken cancellationToken)
    {
        var options = new ListOptions { LabelSelector = Selector(app, role) };
        await foreach (var change in client.ListAndWatchAsync(Resources.Pods, app.Namespace, options, cancellationToken))
        {
            if (change is { Type: WatchEventType.Added or WatchEventType.Modified, Object: { } pod } && IsHealthy(pod, app.Version, time.GetUtcNow()))
                return pod;
        }
        throw new OperationCanceledException(cancellationToken);
    }

    internal static bool IsHealthy(Pod pod, string version, DateTimeOffset now) =>
        ModuleIdentity.Of(pod)?.Version == version && ReplicaStates.Decide(pod, null, null, now).State == ReplicaState.Responsive;

    internal static string Selector(AppManifest app, string role) =>
        $"{AppLabels.Service}={app.Service},{AppLabels.Role}={role}{(app.Destination is { } destination ? $",{AppLabels.Destination}={destination}" : $",!{AppLabels.Destination}")}";

    private static string Words(AppManifest app) => $"{app.Service} {app.Version}{(app.Destination is { } destination ? $", {destination}" : "")}";
}
