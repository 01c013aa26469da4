using System.Collections.Concurrent;
using System.Globalization;
using Deploy.Controller.Modules;
using Deploy.Kubernetes;

namespace Deploy.Controller.Control;

/// <summary>
/// Reads the revisions of ReplicaSets, and only where two versions of a module meet on a base. An answer counts for
/// two seconds, so that a rollback is seen soon and a rollout over many bases costs few requests.
/// </summary>
internal sealed class RevisionReader(KubernetesClient client, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (ReplicaSetRevision? Revision, DateTimeOffset ReadAt)> _known = new(StringComparer.Ordinal);

    /// <summary>The revisions of the owners of pods whose modules are rivals, by the owner's UID.</summary>
    public async Task<IReadOnlyDictionary<string, ReplicaSetRevision>> ReadAsync(IReadOnlyList<ModulePod> pods, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ReplicaSetRevision>(StringComparer.Ordinal);
        foreach (var pod in Rivals(pods).DistinctBy(p => p.OwnerUid, StringComparer.Ordinal))
            if (pod.OwnerUid is { } uid && await ReadAsync(pod, uid, cancellationToken) is { } revision)
                found[uid] = revision;
        return found;
    }

    private static IEnumerable<ModulePod> Rivals(IReadOnlyList<ModulePod> pods) =>
        pods.Where(p => p.IsWanting).SelectMany(p => p.Modules, (pod, biz) => (pod, biz)).GroupBy(m => m.biz.Name, StringComparer.Ordinal)
            .Where(g => g.Select(m => m.biz.Version).Distinct(StringComparer.Ordinal).Skip(1).Any()).SelectMany(g => g.Select(m => m.pod));

    private async Task<ReplicaSetRevision?> ReadAsync(ModulePod pod, string uid, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(uid, out var known) && now - known.ReadAt < Fresh)
            return known.Revision;
        foreach (var (old, entry) in _known)
            if (now - entry.ReadAt > Forgotten)
                _known.TryRemove(old, out _);
        var revision = await FindAsync(pod, cancellationToken);
        _known[uid] = (revision, now);
        return revision;
    }

    private async Task<ReplicaSetRevision?> FindAsync(ModulePod pod, CancellationToken cancellationToken)
    {
        if (pod.ReplicaSetName is not { } name || await client.FindAsync(Resources.ReplicaSets, pod.Pod.Metadata.Namespace, name, cancellationToken) is not { } set)
            return null;
        var deployment = set.Metadata.OwnerReferences.FirstOrDefault(o => o.Controller == true)?.Uid;
        var written = set.Metadata.Annotations.GetValueOrDefault("deployment.kubernetes.io/revision");
        return deployment is not null && long.TryParse(written, CultureInfo.InvariantCulture, out var revision) ? new ReplicaSetRevision(deployment, revision) : null;
    }
}
