using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Diagnostics;

/// <summary>Puts together everything known of one replica.</summary>
public sealed class DiagnosticReader(KubernetesClient client, TimeProvider time)
{
    private const int MostLines = 10_000;

    private readonly EvidenceReader _evidence = new(client);
    private readonly ReplicaReader _replicas = new(client, time);
    private readonly ReplicaLogReader _logs = new(client);
    private readonly WorkloadReader _workloads = new(client);

    /// <summary>Diagnoses one replica. What the account may not read is left out; what cannot be read of a log is said.</summary>
    /// <exception cref="DeployException">
    /// Replica.NotFound, Replica.ContainerNotFound, Replica.InvalidQuery, or the server refuses or cannot be reached.
    /// </exception>
    public Task<ReplicaDiagnostic> ReadAsync(string ns, string pod, DiagnosticOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadAsync(ns, pod, null, options ?? DiagnosticOptions.Default, cancellationToken);

    /// <summary>The same for the archive: of a replica that has gone meanwhile what was known of it, also where another has its name by now.</summary>
    internal Task<ReplicaDiagnostic> ReadLastAsync(Pod known, DiagnosticOptions options, CancellationToken cancellationToken) =>
        ReadAsync(known.Metadata.Namespace ?? "", known.Metadata.Name, known, options, cancellationToken);

    private async Task<ReplicaDiagnostic> ReadAsync(string ns, string pod, Pod? known, DiagnosticOptions settings, CancellationToken cancellationToken)
    {
        var target = $"{ns}/{pod}";
        if (settings.LogLines is < 0 or > MostLines)
            throw new DeployException(ReplicaCodes.InvalidQuery, $"{settings.LogLines} is no number of log lines; give 0 to {MostLines}.", target);
        try
        {
            var found = await client.FindAsync(Resources.Pods, ns, pod, cancellationToken);
            // The log under its name would be its successor's.
            if (known is not null && found?.Metadata.Uid != known.Metadata.Uid)
                (found, settings) = (known, found is null ? settings : settings with { LogLines = 0 });
            return await DiagnoseAsync(found ?? throw new DeployException(ReplicaCodes.NotFound, $"There is no replica {pod} in namespace {ns}.", target), settings, cancellationToken);
        }
        catch (Exception error) when (error is KubernetesException or ArgumentException)
        {
            throw FailureTranslation.Translate(error, target);
        }
    }

    private async Task<ReplicaDiagnostic> DiagnoseAsync(Pod pod, DiagnosticOptions options, CancellationToken cancellationToken)
    {
        if (options.Container is { } asked) ContainerChoice.Of(pod, asked);
        var ns = pod.Metadata.Namespace ?? "";
        var now = time.GetUtcNow();
        var evidence = await ReadEvidenceAsync(pod, options, now, cancellationToken);
        var view = new PodView(pod, evidence, options.StateOptions, now);
        return new()
        {
            TakenAt = now,
            Status = await StatusAsync(pod, evidence, options, now, cancellationToken),
            Phase = view.Phase,
            Reason = pod.Status.Reason,
            Message = pod.Status.Message is { } message ? Redaction.Text(message) : null,
            StartedAt = pod.Status.StartTime,
            DeletionAt = pod.Metadata.DeletionTimestamp,
            Finalizers = pod.Metadata.Finalizers,
            Release = pod.Metadata.Annotations.GetValueOrDefault(ModuleLabels.Release),
            Conditions = EventDiagnosis.Of(pod.Status.Conditions),
            Containers = ContainerDiagnosis.Of(view),
            Events = EventDiagnosis.Of(view.Events),
            Logs = await LogsAsync(view, options, cancellationToken),
            Node = Describe(evidence.Node),
            Workload = await _workloads.ReadAsync(pod, cancellationToken),
            Labels = pod.Metadata.Labels.ToDictionary(StringComparer.Ordinal),
        };
    }

    private async Task<ReplicaEvidence> ReadEvidenceAsync(Pod pod, DiagnosticOptions options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var evidence = new ReplicaEvidence
        {
            Events = await _evidence.ReadEventsAsync(pod.Metadata.Namespace ?? "", pod.Metadata.Name, pod.Metadata.Uid, cancellationToken),
            Node = options.Node && pod.Spec.NodeName is { Length: > 0 } node ? await _evidence.FindNodeAsync(node, cancellationToken) : null,
        };
        var wants = ReplicaStates.Decide(pod, evidence, options.StateOptions, now).Wants;
        return options.Surroundings && wants.HasFlag(EvidenceKinds.Capacity) ? evidence with { Capacity = await _evidence.ReadCapacityAsync(pod.Metadata.Namespace, cancellationToken) } : evidence;
    }

    // The list knows revision and recreation; state and cause come from all the evidence at hand.
    private async Task<ReplicaStatus> StatusAsync(Pod pod, ReplicaEvidence evidence, DiagnosticOptions options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var verdict = ReplicaStates.Decide(pod, evidence, options.StateOptions, now);
        var module = ModuleIdentity.Of(pod) ?? new ModuleIdentity(ModuleIdentity.WorkloadOf(pod) ?? pod.Metadata.Name, "");
        var built = new StatusBuilder(new Revisions(), new TextPool()).Build(pod, module, verdict, now);
        if (!options.Surroundings) return built;
        var query = new ReplicaQuery { Namespace = pod.Metadata.Namespace, Names = [module.Name], ReplicaNames = [pod.Metadata.Name], StateOptions = options.StateOptions, Explain = true };
        var listed = (await _replicas.ListAsync(query, cancellationToken)).FirstOrDefault(status => status.Uid == pod.Metadata.Uid);
        return built with { Revision = listed?.Revision ?? built.Revision, RecreatedBecause = listed?.RecreatedBecause };
    }

    private async Task<IReadOnlyList<LogExcerpt>> LogsAsync(PodView view, DiagnosticOptions options, CancellationToken cancellationToken)
    {
        if (options.LogLines == 0) return [];
        var name = options.Container ?? ModuleIdentity.MainContainer(view.Pod, ModuleIdentity.Of(view.Pod)?.Name)?.Name;
        var container = view.Inits.Concat(view.Apps).FirstOrDefault(entry => entry.Name == name);
        if (container is null || view.NodeName.Length == 0) return [];
        var logs = new List<LogExcerpt>();
        if (container.Running is not null || container.Terminated is not null)
            logs.Add(await _logs.ExcerptAsync(view.Pod, container.Name, previous: false, options.LogLines, time, cancellationToken));
        if (container.LastTerminated is not null || container.Restarts > 0)
            logs.Add(await _logs.ExcerptAsync(view.Pod, container.Name, previous: true, options.LogLines, time, cancellationToken));
        return logs;
    }

    private static NodeDiagnostic? Describe(Node? node) => node is null ? null : new(
        node.Metadata.Name, Conditions.Find(node.Status.Conditions, "Ready")?.Status ?? "Unknown", node.Spec.Unschedulable, EventDiagnosis.Of(node.Status.Conditions),
        [.. node.Spec.Taints.Where(taint => taint is not null).Select(taint => $"{taint.Key}{(string.IsNullOrEmpty(taint.Value) ? "" : "=" + taint.Value)}:{taint.Effect}")]);
}
