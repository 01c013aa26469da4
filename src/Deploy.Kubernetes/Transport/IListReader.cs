using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Transport;

/// <summary>Decodes the items of a list one by one while the answer streams in, so that memory holds one item and not the list.</summary>
internal interface IListReader<out T>
{
    /// <summary>Complete when all items are read.</summary>
    ListMeta Metadata { get; }

    IAsyncEnumerable<T> ReadAsync(CancellationToken cancellationToken);
}
