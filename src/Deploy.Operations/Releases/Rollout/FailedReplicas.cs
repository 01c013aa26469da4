using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Tells why replicas failed, with their last log lines, and archives them, before anything takes them away.</summary>
internal sealed class FailedReplicas(KubernetesClient client, TimeProvider time, ReleaseEnvironment environment, ReleaseReport report)
{
    private const int Shown = 3;
    private const int Archived = 50;
    private const int LogLines = 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Those of a workload that do not answer, other than by having just been made.</summary>
    internal async Task TellAsync(Workload workload, CancellationToken cancellationToken)
    {
        if (workload.Kind == ModuleKind.Pod)
            return;
        var options = new ListOptions { LabelSelector = SelectorText.Of(workload.Json.At("spec", "selector")) };
        var pods = await client.ListAllAsync(Resources.Pods, workload.Namespace, options, cancellationToken);
        await TellAsync(pods.Items.Where(pod => pod.Metadata.DeletionTimestamp is null), cancellationToken);
    }

    internal async Task TellAsync(IEnumerable<Pod> pods, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var failing = pods.Where(pod => ReplicaStates.Decide(pod, null, null, now) is { Cause: not null, State: ReplicaState.StartingError or ReplicaState.Unresponsive or ReplicaState.Starting })
            .Where(pod => _told.Add(pod.Metadata.Uid)).ToList();
        foreach (var pod in failing.Take(Shown))
            await TryAsync(pod, "diagnosed", token => DiagnoseAsync(pod, token), cancellationToken);
        if (failing.Count > Shown)
            report.Warn($"{failing.Count - Shown} more replicas fail likewise.");
        if (environment.Archive is not { } archive)
            return;
        foreach (var pod in failing.Take(Archived))
            await TryAsync(pod, "archived", token => archive(pod.Metadata.Namespace ?? "default", pod.Metadata.Name, "release failed", token), cancellationToken);
    }

    private async Task DiagnoseAsync(Pod pod, CancellationToken cancellationToken)
    {
        var found = await new DiagnosticReader(client, time).ReadAsync(pod.Metadata.Namespace ?? "default", pod.Metadata.Name, new DiagnosticOptions { LogLines = LogLines }, cancellationToken);
        var cause = found.Status.Cause;
        report.Warn($"{pod.Metadata.Name}: {found.Status.State}{(cause is null ? "" : $", {cause.Code}: {cause.Message} {cause.Suggestion}")}");
        foreach (var log in found.Logs.Where(log => log.Lines.Count > 0))
            report.Warn($"{pod.Metadata.Name}, last lines of {log.Container}{(log.Previous ? " before its restart" : "")}:\n  {string.Join("\n  ", log.Lines)}");
    }

    // A rollback does not wait for a diagnosis that cannot be had.
    private async Task TryAsync(Pod pod, string what, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await work(either.Token);
        }
#pragma warning disable CA1031 // Whatever keeps the archive or the logs away is said, and must not keep the earlier version away.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            report.Warn($"{pod.Metadata.Name} could not be {what}: {Redaction.Text(failure.Message)}");
        }
    }
}
