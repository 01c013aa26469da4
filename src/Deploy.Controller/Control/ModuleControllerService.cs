using System.Net;
using Deploy.Controller.Arklet;
using Deploy.Controller.Heartbeats;
using Deploy.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Control;

/// <summary>A module controller with its HTTP face, as it runs on its own or beside something else in a process.</summary>
public sealed class ModuleControllerService : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly HeartbeatListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private ModuleControllerService(ModuleController controller, HttpMessageInvoker http, HeartbeatListener listener)
    {
        (Controller, _http, _listener) = (controller, http, listener);
        _running = RunAsync();
    }

    /// <summary>The controller.</summary>
    public ModuleController Controller { get; }

    /// <summary>Where heartbeats, <c>/healthz</c> and <c>/metrics</c> are answered.</summary>
    public IPEndPoint Endpoint => _listener.Endpoint;

    /// <summary>Where bases on this machine send their heartbeats.</summary>
    public Uri Heartbeats => _listener.Heartbeats;

    /// <summary>Ends when the controller does; faulted when it cannot go on.</summary>
    public Task Completion => _running;

    /// <summary>Starts a controller; it works until disposed of.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="options">How it runs; <see cref="ModuleControllerOptions.Listen"/> without a port takes a free one on the loopback interface.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Its log.</param>
    /// <exception cref="HttpListenerException">The address cannot be listened on.</exception>
    public static ModuleControllerService Start(KubernetesClient client, ModuleControllerOptions options, TimeProvider time, ILogger logger)
    {
        // Not through a proxy: bases are on the same network, and an install may take minutes.
        var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = options.Arklet.QueryTimeout });
        try
        {
            var controller = new ModuleController(client, new ArkletClient(http, options.Arklet, time), options, time, logger);
            var answers = new HeartbeatAnswers(controller.Hear, controller.DescribeMetrics, () => controller.HasSynced ? null : "the pods are not known yet");
            return new ModuleControllerService(controller, http, HeartbeatListener.Open(options.Listen ?? new IPEndPoint(IPAddress.Loopback, 0), answers, logger));
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>Stops: what runs is given up, the bases are let go so that another controller can have them at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            await Task.WhenAll(Controller.RunAsync(_stop.Token), _listener.RunAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }
}
