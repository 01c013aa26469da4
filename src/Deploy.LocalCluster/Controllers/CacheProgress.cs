using System.Globalization;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers;

/// <summary>
/// How far a cache has come, so that a loop does not act again on what it has changed itself but not seen yet.
/// Versions of one kind are compared as numbers, which every Kubernetes server keeps to.
/// </summary>
internal sealed class CacheProgress
{
    private long seen;

    private CacheProgress()
    {
    }

    public long Seen => Interlocked.Read(ref seen);

    /// <summary>Must be called before other listeners subscribe, so that they see the progress of their own event.</summary>
    public static CacheProgress Of<T>(ResourceCache<T> cache)
        where T : class, IKubernetesObject
    {
        var progress = new CacheProgress();
        cache.Changed += change => progress.Note(change.Object?.Metadata.ResourceVersion ?? change.ResourceVersion);
        return progress;
    }

    /// <summary>0 for what is no number.</summary>
    public static long Version(string? resourceVersion) =>
        long.TryParse(resourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private void Note(string resourceVersion)
    {
        var version = Version(resourceVersion);
        // Only the cache's own loop writes.
        if (version > Interlocked.Read(ref seen))
            Interlocked.Exchange(ref seen, version);
    }
}
