using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Follows a module's workload, and its replicas, revisions and Services where they are needed.</summary>
internal sealed class WorkloadWatch : IAsyncDisposable
{
    private readonly WatchedObjects<JsonObject> _workloads = new(Identify);
    private readonly WatchedObjects<JsonObject> _revisions = new(Identify);
    private readonly WatchedObjects<JsonObject> _services = new(Identify);
    private readonly WatchedObjects<Pod> _pods = new(pod => (pod.Metadata.Name, pod.Metadata.ResourceVersion ?? ""));
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop;
    private readonly KubernetesClient _client;
    private readonly ModuleKind _kind;
    private readonly string _namespace;
    private readonly ListOptions _matching;
    private readonly List<Task> _pumps = [];
    private bool _seesReplicas;
    private int _unsynced;

    private WorkloadWatch(KubernetesClient client, Workload workload, CancellationToken cancellationToken)
    {
        (_client, _kind, _namespace) = (client, workload.Kind, workload.Namespace);
        _matching = new ListOptions { LabelSelector = _kind == ModuleKind.Pod ? null : SelectorText.Of(workload.Json.At("spec", "selector")) };
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <param name="workload">As the server has just returned it: what changed since then is told.</param>
    internal static WorkloadWatch Start(KubernetesClient client, Workload workload, WatchScope scope, CancellationToken cancellationToken)
    {
        var watch = new WorkloadWatch(client, workload, cancellationToken);
        var name = new ListOptions { FieldSelector = $"metadata.name={workload.Name}" };
        var known = new ResourceList<JsonObject>([workload.Json], workload.ResourceVersion ?? "");
        watch.Follow(watch._workloads, client.ListAndWatchAsync(WorkloadResources.Of(workload.Kind), workload.Namespace, known, name, watch._stop.Token));
        if (scope.Replicas)
            watch.FollowReplicas();
        if (scope.Revisions && workload.Kind != ModuleKind.Pod)
            watch.Follow(watch._revisions, workload.Kind == ModuleKind.Deployment ? WorkloadResources.ReplicaSets : WorkloadResources.ControllerRevisions, watch._matching);
        if (scope.Services)
            watch.Follow(watch._services, WorkloadResources.Services, new ListOptions());
        return watch;
    }

    /// <summary>Follows the replicas too from now on; there is no snapshot until all that stand are known.</summary>
    internal void FollowReplicas()
    {
        if (_seesReplicas)
            return;
        _seesReplicas = true;
        // A bare pod is its own replica: two watches of it would tell of two moments.
        if (_kind != ModuleKind.Pod)
            Follow(_pods, Resources.Pods, _matching);
    }

    /// <summary>Null while the first lists are not complete, and after the workload is gone (<see cref="IsGone"/>).</summary>
    internal WorkloadSnapshot? Snapshot()
    {
        if (!IsSynced || _workloads.All is not [var json, ..])
            return null;
        var workload = new Workload(_kind, json);
        IReadOnlyList<Pod>? pods = !_seesReplicas ? null
            : _kind == ModuleKind.Pod ? [json.Deserialize(ModelJson.Of<Pod>())!]
            : [.. _pods.All.Where(pod => IsOurs(pod, workload) && !IsRemoved(pod))];
        return new WorkloadSnapshot(workload, RevisionSet.OwnedBy(workload, _revisions.All), pods, _services.All);
    }

    /// <summary>Whether the workload is not there any more. That there is no snapshot does not tell: the lists may have become complete since.</summary>
    internal bool IsGone => IsSynced && _workloads.All.Count == 0;

    private bool IsSynced => Volatile.Read(ref _unsynced) == 0;

    /// <summary>What a write of ours returned, which the watch tells of later.</summary>
    internal void Written(ObjectKind kind, JsonObject json)
    {
        if (kind == ObjectKind.Replica)
        {
            _pods.Put(json.Deserialize(ModelJson.Of<Pod>())!);
        }
        else
        {
            (kind switch
            {
                ObjectKind.Workload => _workloads,
                ObjectKind.Revision => _revisions,
                _ => _services,
            }).Put(json);
        }
        _changes.Writer.TryWrite(true);
    }

    /// <summary>A replica that we deleted, which the watch tells of later.</summary>
    internal void Removed(string uid)
    {
        lock (_removed)
            _removed.Add(uid);
        _changes.Writer.TryWrite(true);
    }

    /// <summary>Waits until something changed, at most so long. A watch that cannot go on throws here.</summary>
    internal async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time alone may have changed what there is to do.
        }
        foreach (var pump in _pumps)
        {
            if (pump.IsFaulted)
                await pump;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Follow<T>(WatchedObjects<T> objects, ResourceType<T> resource, ListOptions options)
        where T : class =>
        Follow(objects, _client.ListAndWatchAsync(resource, _namespace, options, _stop.Token));

    private void Follow<T>(WatchedObjects<T> objects, IAsyncEnumerable<WatchEvent<T>> events)
        where T : class
    {
        Interlocked.Increment(ref _unsynced);
        var isFirst = true;
        _pumps.Add(Task.Run(PumpAsync, CancellationToken.None));

        async Task PumpAsync()
        {
            try
            {
                await objects.FollowAsync(events, Changed);
            }
            finally
            {
                _changes.Writer.TryWrite(true);
            }
        }

        void Changed(bool synced)
        {
            if (synced && isFirst)
            {
                isFirst = false;
                Interlocked.Decrement(ref _unsynced);
            }
            _changes.Writer.TryWrite(true);
        }
    }

    private bool IsRemoved(Pod pod)
    {
        lock (_removed)
            return _removed.Contains(pod.Metadata.Uid);
    }

    private static bool IsOurs(Pod pod, Workload workload)
    {
        var owner = pod.Metadata.OwnerReferences.FirstOrDefault(reference => reference.Controller == true);
        // A Deployment's pods are owned by its ReplicaSets, whose names begin with its own.
        return owner is not null && (owner.Uid == workload.Uid
            || workload.Kind == ModuleKind.Deployment && owner.Kind == "ReplicaSet" && owner.Name.StartsWith(workload.Name + "-", StringComparison.Ordinal));
    }

    private static (string Name, string Version) Identify(JsonObject json) =>
        (json.TextAt("metadata", "name") ?? "", json.TextAt("metadata", "resourceVersion") ?? "");
}
