using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Deploy.Testing.Servers;

/// <summary>
/// A real control plane of its own: etcd, kube-apiserver, kube-controller-manager and kube-scheduler on free loopback ports, in a
/// temporary folder, with certificates made at the start and RBAC on. Each program is ended by its own handle; when the test host
/// dies, a watchdog ends them.
/// </summary>
public sealed class RealControlPlane : IAsyncDisposable
{
    private const int Attempts = 3;
    private readonly string _folder;
    private readonly List<ServerProcess> _servers = [];
    private readonly ControlPlaneArguments _arguments;
    private Watchdog? _watchdog;

    private RealControlPlane(string folder, ControlPlaneArguments arguments) => (_folder, _arguments) = (folder, arguments);

    /// <summary>Why none can be started here; null when one can.</summary>
    public static string? Missing => ControlPlaneBinaries.Missing;

    /// <summary>Major and minor, such as 1.20.</summary>
    public Version Version => _arguments.Version;

    public Uri Server => new(_arguments.Server);

    /// <summary>The administrator's kubeconfig file.</summary>
    public string Kubeconfig => _arguments.KubeconfigFile;

    /// <summary>The file in which the API server notes requests, where it was asked to.</summary>
    public string AuditLog => _arguments.AuditLogFile;

    /// <summary>How long etcd and the API server took until the API server said it is ready.</summary>
    public TimeSpan ApiServerStart { get; private set; }

    /// <summary>Starts everything and returns when the API server is ready and has its namespace <c>default</c>.</summary>
    public static async Task<RealControlPlane> StartAsync(RealControlPlaneOptions? options = null, CancellationToken ct = default)
    {
        options ??= new RealControlPlaneOptions();
        var version = await ControlPlaneBinaries.VersionAsync(ct);
        for (var attempt = 1; ; attempt++)
        {
            var plane = Prepare(version);
            try
            {
                await plane.StartServersAsync(options, ct);
                return plane;
            }
            catch (ServerStartException) when (attempt < Attempts)
            {
                // Another process may have taken a port between our look and the server's start; new ports then.
                await plane.DisposeAsync();
            }
            catch
            {
                await plane.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>A handler that speaks to this API server as its administrator.</summary>
    public HttpMessageHandler CreateHandler()
    {
        var certificate = X509Certificate2.CreateFromPemFile(_arguments.Certificates.AdministratorFile, _arguments.Certificates.AdministratorKeyFile);
        var authority = X509CertificateLoader.LoadCertificateFromFile(_arguments.Certificates.AuthorityFile);
        return new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificate],
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
    }

    /// <summary>Stops one of the programs by its name, as a crash would; for tests of a server that goes away.</summary>
    public async Task KillAsync(string program) => await _servers.Single(server => server.Name == program).DisposeAsync();

    /// <summary>Makes etcd forget every version older than this one, as it does by itself every five minutes.</summary>
    public async Task ForgetAsync(string resourceVersion, CancellationToken ct = default)
    {
        using var http = new HttpClient();
        using var body = new StringContent($$"""{"revision":"{{resourceVersion}}"}""");
        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{_arguments.EtcdPort}/v3/kv/compaction"), body, ct);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers))
            await server.DisposeAsync();
        if (_watchdog is not null)
            await _watchdog.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static RealControlPlane Prepare(Version version)
    {
        var folder = Directory.CreateTempSubdirectory("control-plane-").FullName;
        var ports = FreePort.Take(3);
        var arguments = new ControlPlaneArguments(folder, ControlPlaneCertificates.Write(folder, TimeProvider.System), version, ports[0], ports[1], ports[2]);
        File.WriteAllText(arguments.KubeconfigFile, arguments.Kubeconfig);
        File.WriteAllText(arguments.AuditPolicyFile, ControlPlaneArguments.AuditPolicy);
        return new RealControlPlane(folder, arguments);
    }

    private async Task StartServersAsync(RealControlPlaneOptions options, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.StartLimit);
        var begun = Stopwatch.GetTimestamp();
        var etcd = Start("etcd", _arguments.Etcd);
        await WaitAsync(etcd, () => FreePort.AnswersAsync(_arguments.EtcdPort, limit.Token), limit.Token);
        var api = Start("kube-apiserver", options.Audit ? [.. _arguments.ApiServer, .. _arguments.Audit] : _arguments.ApiServer);
        using var http = new HttpClient(CreateHandler()) { BaseAddress = Server };
        await WaitAsync(api, () => AnswersAsync(http, "/readyz", limit.Token), limit.Token);
        ApiServerStart = Stopwatch.GetElapsedTime(begun);
        // It makes this one a moment after it says that it is ready.
        await WaitAsync(api, () => AnswersAsync(http, "/api/v1/namespaces/default", limit.Token), limit.Token);
        if (options.Controllers)
        {
            Start("kube-controller-manager", _arguments.ControllerManager(options.ControllerRequestRate));
            Start("kube-scheduler", _arguments.Scheduler(options.ControllerRequestRate));
        }
        _watchdog = Watchdog.Start(_folder, _servers.Select(server => server.Id));
    }

    private ServerProcess Start(string program, string[] arguments)
    {
        var server = ServerProcess.Start(ControlPlaneBinaries.Find(program), arguments, _folder);
        _servers.Add(server);
        return server;
    }

    private static async Task WaitAsync(ServerProcess server, Func<Task<bool>> ready, CancellationToken ct)
    {
        while (!await ready())
        {
            if (server.HasExited || ct.IsCancellationRequested)
                throw new ServerStartException($"{server.Name} did not become ready:{Environment.NewLine}{server.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string path, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(path, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or CryptographicException)
        {
            return false;
        }
    }
}
