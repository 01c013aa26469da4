using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Running;

/// <summary>
/// Unpublishes: the workload with its replicas first, then what went along. Begun again, it goes on where it was. Until the workload is
/// being deleted any end but success gives the requests back, and a note on the workload tells of a run that could not.
/// </summary>
internal sealed class Removal(KubernetesClient client, TimeProvider time, ReleaseEnvironment environment, PlannedWork.Remove remove)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly RemovalTraffic _traffic = new(client, time);
    private bool _isBegun;

    internal async Task<Release> RunAsync(ReleaseOptions options, ReleaseReport report, ReleaseDeadline deadline)
    {
        var (live, cancellationToken) = (remove.Live, deadline.Token);
        report.Say("takes the replicas out of traffic");
        _isBegun = true;
        await _traffic.StopAsync(live, remove.Services, cancellationToken);
        await ArchiveAsync(live, options.Force, report, cancellationToken);
        report.Say($"removes {live.Kind} {live.Name} with {live.Desired} replicas", live.Ready, 0);
        // Foreground: the workload stays visible until its replicas are gone, so that a removal that stops half-way can be seen and begun again.
        var deletion = new DeleteOptions { Uid = live.Uid, Propagation = live.Kind == ModuleKind.Pod ? null : PropagationPolicy.Foreground };
        await new ObjectWrite(ChangeAction.Delete, WorkloadResources.Of(live.Kind), live.Namespace, live.Name, null, deletion).RunAsync(client, dryRun: false, cancellationToken);
        if (options.Wait)
            await GoneAsync(live, deadline, report);
        foreach (var write in remove.Along)
            await write.RunAsync(client, dryRun: false, cancellationToken);
        return ReleaseReading.Of(live, ReleaseRecord.Of(live), time.GetUtcNow()) with
        {
            Status = ReleaseStatus.Unpublished,
            Responsive = 0,
            Replicas = 0,
            Message = remove.Packages.Count == 0 ? null : $"No revision of it needs its packages any more: {string.Join(", ", remove.Packages)}.",
        };
    }

    /// <summary>
    /// After any end but success, also when the user does not want to wait any more: gives the requests back where the workload stays. Says
    /// what became of the module where that is not as it was.
    /// </summary>
    internal async Task GiveBackAsync(ReleaseReport report)
    {
        if (!_isBegun)
            return;
        var live = remove.Live;
        using var timer = new CancellationTokenSource(s_patience, time);
        try
        {
            var stands = await client.FindAsync(WorkloadResources.Of(live.Kind), live.Namespace, live.Name, timer.Token);
            if (stands is null || stands.TextAt("metadata", "uid") != live.Uid || stands.At("metadata", "deletionTimestamp") is not null)
                report.Warn($"{live.Module.Name} is being removed all the same; Unpublish-Module {live.Module.Name} sees to the end of it.");
            else
                await _traffic.ResumeAsync(live, timer.Token);
        }
        catch (Exception failure) when (failure is KubernetesException or OperationCanceledException)
        {
            report.Warn($"{live.Module.Name} may be out of traffic: its Services could not be given back ({Redaction.Text(failure.Message)}). Repair-Module {live.Module.Name} gives them back, Unpublish-Module {live.Module.Name} removes it.");
        }
    }

    // What cannot be kept is not thrown away unless that was agreed to.
    private async Task ArchiveAsync(Workload live, bool force, ReleaseReport report, CancellationToken cancellationToken)
    {
        if (environment.Archive is not { } archive)
            return;
        try
        {
            foreach (var pod in await PodsAsync(live, cancellationToken))
                await archive(live.Namespace, pod.TextAt("metadata", "name") ?? "", "unpublished", cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (!force)
            {
                throw new DeployException(PackageCodes.StoreUnavailable, $"The diagnostics of {live.Module.Name}'s replicas cannot be archived, so it stays: {Redaction.Text(failure.Message)}",
                    $"{live.Namespace}/{live.Module.Name}", "Check the store; -Force removes the module without.", failure);
            }
            report.Warn($"The diagnostics of {live.Module.Name}'s replicas are not archived: {Redaction.Text(failure.Message)}");
        }
    }

    private async Task GoneAsync(Workload live, ReleaseDeadline deadline, ReleaseReport report)
    {
        var (pause, cancellationToken) = (s_look, deadline.Token);
        while (await client.FindAsync(WorkloadResources.Of(live.Kind), live.Namespace, live.Name, cancellationToken) is { } json && json.TextAt("metadata", "uid") == live.Uid)
        {
            if (deadline.IsOver)
                throw await StuckAsync(live, json, deadline.Timeout, cancellationToken);
            report.Say("waits until the replicas are gone");
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 1.5 < s_longestLook ? pause * 1.5 : s_longestLook;
        }
    }

    private async Task<DeployException> StuckAsync(Workload live, System.Text.Json.Nodes.JsonObject json, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var left = await PodsAsync(live, cancellationToken);
        var holders = left.Append(json)
            .SelectMany(item => ((item.At("metadata", "finalizers") as System.Text.Json.Nodes.JsonArray) ?? []).Select(finalizer => $"{item.TextAt("metadata", "name")} by {finalizer}"))
            .ToList();
        var held = holders.Count == 0 ? "" : $" Held: {string.Join(", ", holders)}.";
        return new DeployException(ReplicaCodes.DeletionStuck, $"{live.Kind} '{live.Name}' is not gone after {timeout.TotalSeconds:0.#} s; {left.Count} replicas are left.{held}",
            $"{live.Namespace}/{live.Module.Name}", "Look at them with Get-ReplicaStatus; Repair-Module finds and clears what is stuck.");
    }

    private async Task<IReadOnlyList<System.Text.Json.Nodes.JsonObject>> PodsAsync(Workload live, CancellationToken cancellationToken)
    {
        if (live.Kind == ModuleKind.Pod)
            return [live.Json];
        var options = new ListOptions { LabelSelector = SelectorText.Of(live.Json.At("spec", "selector")) };
        return (await client.ListAllAsync(WorkloadResources.Pods, live.Namespace, options, cancellationToken)).Items;
    }
}
