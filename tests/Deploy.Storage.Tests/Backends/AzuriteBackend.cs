using Deploy.Testing.Servers;

namespace Deploy.Storage.Tests.Backends;

/// <summary>A real blob service, one for all cases of the assembly; the cases are skipped where it is not installed.</summary>
public sealed class AzuriteBackend : IStoreBackend, IAsyncLifetime
{
    private Azurite? server;

    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(Azurite.Missing is not null, Azurite.Missing ?? "");
            return server!.ConnectionString;
        }
    }

    public HttpMessageHandler CreateHandler() => new SocketsHttpHandler();

    public async ValueTask InitializeAsync()
    {
        if (Azurite.Missing is null)
            server = await Azurite.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }
}
