using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>The revisions of workloads: a Deployment counts them on its ReplicaSets, other kinds name them on their pods.</summary>
internal sealed class Revisions
{
    private const string Annotation = "deployment.kubernetes.io/revision";
    private const string Label = "controller-revision-hash";

    private readonly Dictionary<string, (string? Revision, DateTimeOffset? CreatedAt)> _byUid = new(StringComparer.Ordinal);

    public void Add(ReplicaSet set) =>
        _byUid[set.Metadata.Uid] = (set.Metadata.Annotations.GetValueOrDefault(Annotation), set.Metadata.CreationTimestamp);

    public string? Of(Pod pod) => Of(ModuleIdentity.Owner(pod)?.Uid) ?? OfLabel(pod);

    public string? Of(string? setUid) => setUid is not null && _byUid.TryGetValue(setUid, out var known) ? known.Revision : null;

    /// <summary>When a ReplicaSet was created; null where it is not known.</summary>
    public DateTimeOffset? CreatedAt(string? setUid) => setUid is not null && _byUid.TryGetValue(setUid, out var known) ? known.CreatedAt : null;

    /// <summary>The hash of a StatefulSet's or DaemonSet's revision, as its pods carry it.</summary>
    public static string? OfLabel(Pod pod) =>
        pod.Metadata.Labels.TryGetValue(Label, out var hash) && hash is not null ? hash[(hash.LastIndexOf('-') + 1)..] : null;
}
