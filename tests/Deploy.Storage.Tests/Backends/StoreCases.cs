using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Deploy.Storage.Connections;

namespace Deploy.Storage.Tests.Backends;

/// <summary>Base of the cases that run on every backend, each in containers of its own.</summary>
public abstract class StoreCases(IStoreBackend backend)
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Prefix { get; } = "t" + Guid.NewGuid().ToString("N")[..12];

    protected IStoreBackend Backend => backend;

    protected BlobStore Open(TimeProvider? time = null, Func<HttpMessageHandler, HttpMessageHandler>? through = null, int retries = 0)
    {
        var handler = Backend.CreateHandler();
        return BlobStore.Open(Connection(through?.Invoke(handler) ?? handler, retries), time);
    }

    protected StoreConnection Connection(HttpMessageHandler handler, int retries = 0) => new()
    {
        ConnectionString = Backend.ConnectionString,
        Handler = handler,
        PackageContainer = Prefix + "packages",
        ArchiveContainer = Prefix + "archive",
        Retry = new() { Attempts = retries, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
    };

    protected BlobContainerClient Container(string name = "raw") => new(Backend.ConnectionString, Prefix + name,
        new BlobClientOptions(ServiceClients.Version) { Transport = new HttpClientTransport(Backend.CreateHandler()), Retry = { MaxRetries = 0 } });

    protected async Task<HttpResponseMessage> GetAsync(Uri url, HttpMethod? method = null)
    {
        using var client = new HttpClient(Backend.CreateHandler());
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, url);
        return await client.SendAsync(request, Token);
    }
}
