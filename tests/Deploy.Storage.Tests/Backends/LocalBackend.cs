using Deploy.LocalCluster.Blobs;

namespace Deploy.Storage.Tests.Backends;

/// <summary>The local cluster's blob endpoint, in process.</summary>
public sealed class LocalBackend : IStoreBackend
{
    public LocalBlobAccount Account { get; } = new(new Uri("http://127.0.0.1:1/"));

    public string ConnectionString => Account.ConnectionString;

    public HttpMessageHandler CreateHandler() => Account.CreateHandler();
}
