using System.Runtime.CompilerServices;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;
using Deploy.Kubernetes.Transport;

namespace Deploy.Kubernetes;

public sealed partial class KubernetesClient
{
    private const int ListBufferBytes = 64 * 1024;
    private const int MostListStarts = 5;

    /// <summary>All matching objects, page by page, each decoded as it arrives.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="ns">The namespace; null lists all of them.</param>
    /// <param name="options">Null: everything, in pages of 500.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public IAsyncEnumerable<T> ListAsync<T>(ResourceType<T> type, string? ns, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        ListPagesAsync(type, ns, options ?? new ListOptions(), new ListProgress(), cancellationToken);

    /// <summary>All matching objects with the version they were read at. A list that expires between two pages starts again.</summary>
    public async Task<ResourceList<T>> ListAllAsync<T>(ResourceType<T> type, string? ns, ListOptions? options = null, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var items = new List<T>();
            var progress = new ListProgress { Resumable = false };
            try
            {
                await foreach (var item in ListPagesAsync(type, ns, options ?? new ListOptions(), progress, cancellationToken))
                    items.Add(item);
                return new ResourceList<T>(items, progress.ResourceVersion);
            }
            catch (KubernetesException failure) when (attempt < MostListStarts && (failure.IsGone || failure.Reason == "Unreachable" && progress.Began))
            {
                // The server forgot the version of the first page, or was lost while we read: only a new start gives a consistent list.
                items.Clear();
            }
        }
    }

    private async IAsyncEnumerable<T> ListPagesAsync<T>(
        ResourceType<T> type, string? ns, ListOptions options, ListProgress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            using var response = await OpenPageAsync(type, ns, options, progress, cancellationToken);
            progress.Began = true;
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var buffer = new ReadBuffer(stream, ListBufferBytes, new IdleLimit(_options.RequestTimeout, _options.TimeProvider));
            var reader = ReaderOf(response, buffer, type);
            await using var items = reader.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveAsync(items))
                yield return items.Current;
            progress.Take(reader.Metadata);
        }
        while (progress.Continue is not null);
    }

    private async Task<HttpResponseMessage> OpenPageAsync<T>(ResourceType<T> type, string? ns, ListOptions options, ListProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenPageOnceAsync(type, ns, options, progress, cancellationToken);
        }
        catch (KubernetesException failure) when (failure.IsGone && progress.Resumable && failure.Status?.Metadata.Continue is { Length: > 0 } inconsistent)
        {
            // The server offers to go on from the same place in its present state.
            progress.Continue = inconsistent;
            return await OpenPageOnceAsync(type, ns, options, progress, cancellationToken);
        }
    }

    // The binary form is about half as long and is read many times faster; a server that does not have it answers in JSON.
    private static IListReader<T> ReaderOf<T>(HttpResponseMessage response, ReadBuffer buffer, ResourceType<T> type) =>
        type.Message is { } decode && response.Content.Headers.ContentType?.MediaType == ProtobufFormat.MediaType
            ? new MessageListReader<T>(buffer, decode)
            : new ListReader<T>(buffer, type.Json);

    private Task<HttpResponseMessage> OpenPageOnceAsync<T>(ResourceType<T> type, string? ns, ListOptions options, ListProgress progress, CancellationToken cancellationToken) =>
        Api.OpenAsync(
            Query(
                type.Path(ns),
                ("labelSelector", options.LabelSelector),
                ("fieldSelector", options.FieldSelector),
                ("limit", Number(options.PageSize ?? (options.FromCache ? null : DefaultPageSize))),
                ("continue", progress.Continue),
                ("resourceVersion", options.FromCache && progress.Continue is null ? "0" : null)),
            ApiClient.Answer.Streamed,
            type.Message is null ? "application/json" : $"{ProtobufFormat.MediaType}, application/json",
            cancellationToken);

    private async ValueTask<bool> MoveAsync<T>(IAsyncEnumerator<T> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception failure) when (TransportFailure.IsOne(failure))
        {
            throw TransportFailure.From(failure, Connection);
        }
    }

    private sealed class ListProgress
    {
        internal string? Continue { get; set; }

        internal string ResourceVersion { get; private set; } = "";

        /// <summary>Whether an answer has begun to arrive.</summary>
        internal bool Began { get; set; }

        /// <summary>Whether pages of different versions may be mixed.</summary>
        internal bool Resumable { get; init; } = true;

        internal void Take(ListMeta page) =>
            (Continue, ResourceVersion) = (string.IsNullOrEmpty(page.Continue) ? null : page.Continue, page.ResourceVersion);
    }
}
