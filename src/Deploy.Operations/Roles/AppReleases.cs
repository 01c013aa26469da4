using Deploy.Kubernetes;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Roles;

/// <summary>Publishes the roles of an app in their order: the primary first, the others once it has a healthy replica.</summary>
public sealed class AppReleases(KubernetesClient client, TimeProvider time, ReleaseEnvironment? environment = null)
{
    private readonly ModuleReleases _releases = new(client, time, environment);
    private readonly RoleGate _gate = new(client, time);

    /// <summary>Plans every role before any is changed.</summary>
    public async Task<AppPlan> PlanAsync(AppManifest app, CancellationToken cancellationToken = default)
    {
        var plans = new List<ReleasePlan>();
        foreach (var role in app.Roles)
            plans.Add(await _releases.PlanPublishAsync(role.Request, cancellationToken));
        return new AppPlan(app, plans);
    }

    /// <summary>Carries the plans out and returns the releases, primary first.</summary>
    /// <exception cref="Errors.DeployException">The primary failed or did not become healthy in time (the other roles were not started then), or another role failed.</exception>
    public async Task<IReadOnlyList<Release>> RunAsync(AppPlan plan, IProgress<ReleaseProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<Release>> { _releases.RunAsync(plan.Plans[0], progress, stop.Token) };
        try
        {
            if (plan.Plans.Count > 1)
                await _gate.WaitAsync(plan.App, running[0], cancellationToken);
            foreach (var (group, index) in plan.Plans.Skip(1).Chunk(plan.App.BootLimit ?? int.MaxValue).Select((group, index) => (group, index)))
            {
                if (index > 0)
                    await Task.Delay(plan.App.BootWait, time, cancellationToken);
                var started = group.Select(role => _releases.RunAsync(role, progress, stop.Token)).ToList();
                running.AddRange(started);
                await Task.WhenAll(started);
            }
            return await Task.WhenAll(running);
        }
        finally
        {
            // Nobody drives on what nobody waits for; the releases stay as they are and can be resumed.
            await stop.CancelAsync();
            await Task.WhenAll(running.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
