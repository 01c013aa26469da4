using System.Diagnostics;
using System.Globalization;
using Deploy.LocalCluster;
using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Measuring;

/// <summary>The module controller as it is shipped, in a process of its own: what it costs is that process's cost.</summary>
internal sealed class ControllerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("deploy-controller-");
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly int _port = FreePort.Take(1)[0];
    private readonly Process _process;
    private readonly Task _output;

    private ControllerProcess(Uri server)
    {
        var kubeconfig = Path.Combine(_home.FullName, "kubeconfig");
        File.WriteAllText(kubeconfig, LocalClusterHost.Kubeconfig(server));
        var start = Shell.Imported(string.Create(CultureInfo.InvariantCulture, $"Start-ModuleController -Kubeconfig '{kubeconfig}' -Listen 127.0.0.1:{_port}"));
        start.RedirectStandardOutput = true;
        start.Environment["DEPLOY_HOME"] = _home.FullName;
        _process = Process.Start(start) ?? throw new InvalidOperationException("the controller could not be started");
        _output = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Where bases send their heartbeats.</summary>
    public Uri Heartbeats => At("heartbeat");

    /// <summary>Processor time that it has used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that it ever held, in MiB.</summary>
    public double PeakMebibytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Starts a controller and waits until it knows all pods.</summary>
    public static async Task<ControllerProcess> StartAsync(Uri server, CancellationToken ct)
    {
        var started = new ControllerProcess(server);
        await Eventually.UntilAsync(() => started.IsReadyAsync(ct), "a controller that knows all pods", TimeSpan.FromMinutes(1));
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _output;
        _process.Dispose();
        _http.Dispose();
        _home.Delete(recursive: true);
    }

    private Uri At(string path) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/{path}"));

    private async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await _http.GetAsync(At("healthz"), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return false;
        }
    }
}
