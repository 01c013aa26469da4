using Deploy.Controller.Arklet;
using Deploy.Controller.Control;
using Deploy.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.Controller.Tests.Virtual;

/// <summary>A module controller on a clock of its own, which can be killed as a process is.</summary>
internal sealed class VirtualController : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpMessageInvoker _http;
    private readonly KubernetesClient _client;
    private readonly Task _running;

    public VirtualController(string identity, KubernetesClient client, HttpMessageHandler toBases, TimeProvider time)
    {
        _client = client;
        _http = new HttpMessageInvoker(toBases);
        var options = new ModuleControllerOptions { Environment = VirtualBases.Environment, Identity = identity };
        Controller = new ModuleController(client, new ArkletClient(_http, options.Arklet, time), options, time, NullLogger.Instance);
        _running = Controller.RunAsync(_stop.Token);
    }

    public ModuleController Controller { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }
}
