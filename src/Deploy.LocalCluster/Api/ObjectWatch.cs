using System.Globalization;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>
/// Streams the changes of a type. A watcher reads the shared history at its own pace; when it falls so far behind that the
/// history no longer holds what it has not seen, it is told 410 and has to list again.
/// </summary>
internal sealed class ObjectWatch(ClusterStore store, TimeProvider time)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastBookmarkBeforeEnd = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(60);

    /// <summary>What is wrong with the request is found before the answer begins.</summary>
    /// <exception cref="ApiException">400 or 504.</exception>
    public Func<Stream, CancellationToken, Task> Open(ResourceRequest request)
    {
        var selection = ObjectSelection.Read(request);
        var asked = ObjectList.Version(request.Http.Query("resourceVersion"));
        var initial = ResourceRequest.IsOn(request.Http.Query("sendInitialEvents"));
        var (tree, version) = store.Snapshot(request.Kind);
        if (asked > version) throw ApiException.TooLargeVersion(asked.Value, version);
        var frames = new WatchFrames(request.Kind, ObjectView.For(request.Http, time).ForWatch());
        if (asked is null or 0 || initial)
        {
            foreach (var item in tree.Enumerate(selection.Namespace).Where(selection.Matches)) frames.Add("ADDED", item);
            if (initial) frames.AddBookmark(version, endOfInitialEvents: true);
        }
        else
        {
            version = asked.Value;
        }

        var bookmarks = ResourceRequest.IsOn(request.Http.Query("allowWatchBookmarks"));
        var timeout = Timeout(request);
        return (stream, ct) => RunAsync(stream, request.Kind, selection, frames, version, bookmarks, timeout, ct);
    }

    private async Task RunAsync(Stream stream, ResourceKind kind, ObjectSelection selection, WatchFrames frames, long version, bool bookmarks, TimeSpan timeout, CancellationToken ct)
    {
        using var ended = new CancellationTokenSource(timeout, time);
        var last = time.GetUtcNow() + timeout - LastBookmarkBeforeEnd;
        var due = NextBookmark(last);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, ended.Token);
        await frames.FlushAsync(stream, ct);
        while (!either.IsCancellationRequested)
        {
            if (store.Table(kind).Since(version) is not { } news)
            {
                frames.AddError(ApiException.Expired($"too old resource version: {version} ({store.ResourceVersion})"));
                await frames.FlushAsync(stream, ct);
                return;
            }

            foreach (var change in news.Changes) frames.Add(change, selection);
            if (news.Changes.Count > 0) version = news.Changes[^1].ResourceVersion;
            await frames.FlushAsync(stream, ct);
            await NextAsync(news.Next, due, either.Token);
            if (time.GetUtcNow() < due || either.IsCancellationRequested) continue;
            if (bookmarks) frames.AddBookmark(version, endOfInitialEvents: false);
            due = NextBookmark(last);
        }
    }

    /// <summary>Waits for the next commit, until a bookmark is due, or until the watch ends.</summary>
    private async Task NextAsync(Task next, DateTimeOffset due, CancellationToken ct)
    {
        var wait = due - time.GetUtcNow();
        if (wait <= TimeSpan.Zero) return;
        try
        {
            await next.WaitAsync(wait, time, ct);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The caller looks what it was.
            return;
        }
    }

    /// <summary>In a minute, or shortly before the end, however much comes meanwhile: the client resumes from that last bookmark.</summary>
    private DateTimeOffset NextBookmark(DateTimeOffset last)
    {
        var now = time.GetUtcNow();
        return last > now && last < now + BookmarkInterval ? last : now + BookmarkInterval;
    }

    private static TimeSpan Timeout(ResourceRequest request) =>
        int.TryParse(request.Http.Query("timeoutSeconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : LongestWatch;
}
