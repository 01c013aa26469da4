using System.Runtime.CompilerServices;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Preflight;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.Running;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases;

/// <summary>
/// Releases of modules on one cluster. Every change is planned first and then run: a plan can be shown, and nothing is changed until it runs.
/// All state is in the cluster, so that any process goes on where another stopped.
/// </summary>
public sealed class ModuleReleases
{
    private readonly KubernetesClient _client;
    private readonly TimeProvider _time;
    private readonly ReleaseRunner _runner;
    private readonly PlanContext _context;
    private readonly PreflightReader _preflight;

    public ModuleReleases(KubernetesClient client, TimeProvider time, ReleaseEnvironment? environment = null)
    {
        var settings = environment ?? new ReleaseEnvironment();
        (_client, _time, _runner, _context) = (client, time, new ReleaseRunner(client, time, settings), new PlanContext(client, time, settings));
        _preflight = new PreflightReader(client, time, settings);
    }

    /// <summary>Plans to publish a module, or to change a published one to what is asked for.</summary>
    public Task<ReleasePlan> PlanPublishAsync(ReleaseRequest request, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{request.Namespace}/{request.Module}", async () => await _preflight.CheckAsync(await new PublishPlanner(_context).PlanAsync(request, cancellationToken), cancellationToken), cancellationToken);

    /// <summary>Plans to replace the running version.</summary>
    public Task<ReleasePlan> PlanReplaceAsync(string ns, string name, Replacement to, ReleaseOptions? options = null, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{ns}/{name}", async () =>
        {
            await using var surroundings = _preflight.LookAround(ns, cancellationToken);
            return await _preflight.CheckAsync(await new ChangePlanner(_context).ReplaceAsync(ns, name, to, options ?? ReleaseOptions.Default, cancellationToken), surroundings, cancellationToken);
        }, cancellationToken);

    /// <summary>Plans another replica count, from 0.</summary>
    public Task<ReleasePlan> PlanResizeAsync(string ns, string name, int replicas, ReleaseOptions? options = null, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{ns}/{name}", () => new ChangePlanner(_context).ResizeAsync(ns, name, replicas, options ?? ReleaseOptions.Default, cancellationToken), cancellationToken);

    /// <summary>Plans to go back to an earlier revision.</summary>
    /// <param name="toRevision">Null: the newest earlier one whose release succeeded.</param>
    public Task<ReleasePlan> PlanUndoAsync(string ns, string name, long? toRevision = null, ReleaseOptions? options = null, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{ns}/{name}", () => new ChangePlanner(_context).UndoAsync(ns, name, toRevision, options ?? ReleaseOptions.Default, cancellationToken), cancellationToken);

    /// <summary>Plans to remove a module with what went along with it.</summary>
    public Task<ReleasePlan> PlanUnpublishAsync(string ns, string name, ReleaseOptions? options = null, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{ns}/{name}", () => new RemovalPlanner(_context).PlanAsync(ns, name, options ?? ReleaseOptions.Default, cancellationToken), cancellationToken);

    /// <summary>Plans to let the open release wait where it is.</summary>
    public Task<ReleasePlan> PlanSuspendAsync(string ns, string name, ReleaseOptions? options = null, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{ns}/{name}", () => new TurnPlanner(_context).SuspendAsync(ns, name, options ?? ReleaseOptions.Default, cancellationToken), cancellationToken);

    /// <summary>Plans to go on with a release that is paused, failed or interrupted.</summary>
    public Task<ReleasePlan> PlanResumeAsync(string ns, string name, ReleaseOptions? options = null, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{ns}/{name}", () => new TurnPlanner(_context).ResumeAsync(ns, name, options ?? ReleaseOptions.Default, cancellationToken), cancellationToken);

    /// <summary>Plans to end the open release where it is, or to roll it back.</summary>
    public Task<ReleasePlan> PlanStopAsync(string ns, string name, bool rollback, ReleaseOptions? options = null, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{ns}/{name}", () => new TurnPlanner(_context).StopAsync(ns, name, rollback, options ?? ReleaseOptions.Default, cancellationToken), cancellationToken);

    /// <summary>Carries a plan out, and drives its release to the end unless the options say not to wait.</summary>
    /// <exception cref="DeployException">It was refused, failed, or ran out of time. What is left is safe and can be gone on with.</exception>
    public Task<Release> RunAsync(ReleasePlan plan, IProgress<ReleaseProgress>? progress = null, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{plan.Namespace}/{plan.Module}", () => _runner.RunAsync(plan, progress, cancellationToken), cancellationToken);

    /// <summary>Waits for the end of a module's release, whoever drives it.</summary>
    /// <exception cref="DeployException">It failed, cannot succeed, is paused, was interrupted, or the time is up.</exception>
    public Task<Release> WaitAsync(string ns, string name, TimeSpan timeout, IProgress<ReleaseProgress>? progress = null, CancellationToken cancellationToken = default) =>
        TranslateAsync($"{ns}/{name}", async () =>
        {
            var live = await _context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
            var report = new ReleaseReport(progress, ns, name, live.Kind, _time);
            using var deadline = new ReleaseDeadline(timeout, _time, cancellationToken);
            if (await new RefreshWait(_client, _time).EndAsync(live, deadline.At, report, cancellationToken))
                live = await _context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
            // A rolling update that nobody drives goes on by itself; whoever waits for it sees to its end too.
            if (ReleaseRecord.Of(live) is { Phase: ReleasePhase.Running, Strategy: StrategyKind.Rolling } left && !(ReleaseLock.Of(live)?.Expires > _time.GetUtcNow()))
                return await _runner.DriveAsync(live, left, ReleaseOptions.Default with { Timeout = timeout }, report, deadline);
            return await new StandingWait(_client, _time).ForReleaseAsync(live, deadline.Left, report, cancellationToken);
        }, cancellationToken);

    /// <summary>The releases of a module, newest first.</summary>
    public async IAsyncEnumerable<Release> HistoryAsync(string ns, string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = await TranslateAsync($"{ns}/{name}", async () =>
        {
            var live = await _context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
            var revisions = await RevisionReader.ReadAsync(_client, live, cancellationToken);
            return ReleaseHistory.Of(live, revisions, _time.GetUtcNow()).ToList();
        }, cancellationToken);
        foreach (var release in history)
            yield return release;
    }

    private static async Task<T> TranslateAsync<T>(string target, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (failure is not DeployException && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw FailureTranslation.Translate(failure, target);
        }
    }
}
