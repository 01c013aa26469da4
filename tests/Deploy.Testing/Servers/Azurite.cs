using System.Security.Cryptography;

namespace Deploy.Testing.Servers;

/// <summary>
/// A real blob service of its own: the npm package azurite, in memory, on a free loopback port, with an account key made at the start.
/// It is found by <c>AZURITE</c> (its program <c>azurite-blob</c>), then on the PATH, then in npx's cache.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    private const string Program = "azurite-blob";
    private const string Variable = "AZURITE";
    private const string Account = "deploytests";
    private readonly ServerProcess _server;
    private readonly Watchdog? _watchdog;
    private readonly string _folder;

    private Azurite(ServerProcess server, Watchdog? watchdog, string folder, string connectionString) =>
        (_server, _watchdog, _folder, ConnectionString) = (server, watchdog, folder, connectionString);

    /// <summary>Why none can be started here; null when one can.</summary>
    public static string? Missing => Find() is null ? $"{Program} was not found: set {Variable} or install the npm package azurite" : null;

    /// <summary>What a blob client connects with; valid for this server only.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server and returns when it takes connections.</summary>
    public static async Task<Azurite> StartAsync(CancellationToken ct = default)
    {
        var program = Find() ?? throw new InvalidOperationException(Missing);
        var folder = Directory.CreateTempSubdirectory("azurite-").FullName;
        var port = FreePort.Take(1)[0];
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        var server = ServerProcess.Start(program, Arguments(port), folder,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["AZURITE_ACCOUNTS"] = $"{Account}:{key}" });
        var watchdog = Watchdog.Start(folder, [server.Id]);
        var azurite = new Azurite(server, watchdog, folder,
            $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};BlobEndpoint=http://127.0.0.1:{port}/{Account};");
        await azurite.WaitAsync(port, ct);
        return azurite;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_watchdog is not null)
            await _watchdog.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string[] Arguments(int port) =>
    [
        "--blobHost", "127.0.0.1", "--blobPort", $"{port}",
        "--inMemoryPersistence", "--disableTelemetry", "--silent",
    ];

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        return ProgramPath.Find(Program) ?? FindInCache();
    }

    private static string? FindInCache()
    {
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".npm", "_npx");
        return Directory.Exists(cache)
            ? Directory.EnumerateDirectories(cache).Select(folder => Path.Combine(folder, "node_modules", ".bin", Program)).FirstOrDefault(File.Exists)
            : null;
    }

    private async Task WaitAsync(int port, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await FreePort.AnswersAsync(port, CancellationToken.None))
        {
            if (_server.HasExited || limit.IsCancellationRequested)
            {
                var output = _server.HasExited ? _server.Output : "";
                await DisposeAsync();
                throw new ServerStartException($"{Program} did not become ready:{Environment.NewLine}{output}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}
