using System.Collections.Concurrent;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers;

/// <summary>What a loop has written for each key, until its cache shows it.</summary>
internal sealed class OwnWrites(CacheProgress progress)
{
    private readonly ConcurrentDictionary<ObjectKey, long> written = new();
    private readonly ConcurrentDictionary<string, bool> deleted = new(StringComparer.Ordinal);

    /// <summary>False while the cache lacks a write of this key; the event that brings it brings the key again.</summary>
    public bool AreSeen(ObjectKey key)
    {
        if (!written.TryGetValue(key, out var version))
            return true;
        if (progress.Seen < version)
            return false;
        written.TryRemove(key, out _);
        return true;
    }

    public void Note(ObjectKey key, ObjectMeta result) =>
        written.AddOrUpdate(key, CacheProgress.Version(result.ResourceVersion), (_, before) => Math.Max(before, CacheProgress.Version(result.ResourceVersion)));

    /// <summary>An object that this loop has deleted counts as gone, whatever the cache says.</summary>
    public void NoteDeleted(string uid) => deleted[uid] = true;

    public bool IsDeleted(string uid) => deleted.ContainsKey(uid);

    /// <summary>The pod as it will be seen: one that was deleted is terminating.</summary>
    public Pod AsDeleted(Pod pod, DateTimeOffset now) =>
        pod.Metadata.DeletionTimestamp is null && IsDeleted(pod.Metadata.Uid) ? pod with { Metadata = pod.Metadata with { DeletionTimestamp = now } } : pod;

    /// <summary>The object is really gone: nothing has to be remembered.</summary>
    public void Forget(string uid) => deleted.TryRemove(uid, out _);
}
