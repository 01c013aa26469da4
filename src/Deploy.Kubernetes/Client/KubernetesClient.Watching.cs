using System.Runtime.CompilerServices;
using Deploy.Kubernetes.Transport;
using Deploy.Kubernetes.Watching;

namespace Deploy.Kubernetes;

public sealed partial class KubernetesClient
{
    private const int WatchBufferBytes = 16 * 1024;

    /// <summary>Changes as the server sends them, until it ends the watch; <see cref="KubernetesException.IsGone"/> when the version is too old.</summary>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceType<T> type, string? ns, WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await Api.OpenAsync(WatchPath(type, ns, options), ApiClient.Answer.Lasting, "application/json", cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        // The server ends a watch by itself in time; when it does not, it is gone.
        using var buffer = new ReadBuffer(stream, WatchBufferBytes, new IdleLimit(Lifetime(options) + TimeSpan.FromSeconds(30), _options.TimeProvider));
        await using var events = new WatchReader<T>(buffer, type.Json).ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(events))
            yield return events.Current;
    }

    /// <summary>The present objects as Added, then Synced, then every change, for ever. A lost watch is taken up again; what was missed shows as the change it makes.</summary>
    /// <remarks>Fails only when the first list does. The objects must be models or JSON objects.</remarks>
    public IAsyncEnumerable<WatchEvent<T>> ListAndWatchAsync<T>(
        ResourceType<T> type, string? ns, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        new ListWatch<T>(this, type, ns, options ?? new ListOptions(), _options).RunAsync(cancellationToken);

    /// <summary>The same without listing first: it begins with what is known, and goes on with every change since.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="ns">The namespace; null watches all of them.</param>
    /// <param name="known">All matching objects and their version, as a read or a write returned them.</param>
    /// <param name="options">Must match the known objects. Null: everything.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <remarks>Fails only when the watch cannot be taken up and the first list then fails.</remarks>
    public IAsyncEnumerable<WatchEvent<T>> ListAndWatchAsync<T>(
        ResourceType<T> type, string? ns, ResourceList<T> known, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        new ListWatch<T>(this, type, ns, options ?? new ListOptions(), _options, known).RunAsync(cancellationToken);

    /// <summary>The lines of a container's log. One that is not followed and stalls fails as a list does.</summary>
    public async IAsyncEnumerable<string> ReadLogAsync(
        string ns, string pod, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await Api.OpenAsync(LogPath(ns, pod, options), options.Follow ? ApiClient.Answer.Lasting : ApiClient.Answer.Streamed, "*/*", cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        // Of a log that is followed nothing comes for as long as the container says nothing.
        await using var bounded = options.Follow ? stream : new IdleStream(stream, new IdleLimit(_options.RequestTimeout, _options.TimeProvider));
        using var reader = new StreamReader(bounded);
        while (await ReadLineAsync(reader, cancellationToken) is { } line)
            yield return line;
    }

    private static string WatchPath<T>(ResourceType<T> type, string? ns, WatchOptions options) =>
        Query(
            type.Path(ns),
            ("watch", "true"),
            ("resourceVersion", options.ResourceVersion),
            ("allowWatchBookmarks", Flag(options.Bookmarks)),
            ("timeoutSeconds", Number((long)Lifetime(options).TotalSeconds)),
            ("labelSelector", options.LabelSelector),
            ("fieldSelector", options.FieldSelector));

    private static string LogPath(string ns, string pod, LogOptions options) =>
        Query(
            Resources.Pods.Path(ns, pod, "log"),
            ("container", options.Container),
            ("previous", Flag(options.Previous)),
            ("follow", Flag(options.Follow)),
            ("tailLines", Number(options.TailLines)),
            ("sinceSeconds", Number(options.SinceSeconds)),
            ("timestamps", Flag(options.Timestamps)),
            ("limitBytes", Number(options.LimitBytes)));

    private static TimeSpan Lifetime(WatchOptions options) => options.Timeout ?? TimeSpan.FromMinutes(5);

    private async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception failure) when (TransportFailure.IsOne(failure))
        {
            throw TransportFailure.From(failure, Connection);
        }
    }
}
