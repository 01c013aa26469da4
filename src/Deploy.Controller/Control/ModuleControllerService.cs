using System.Net;
using Deploy.Controller.Arklet;
using Deploy.Controller.Heartbeats;
using Deploy.Controller.Hosting;
using Deploy.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Control;

/// <summary>A module controller with its HTTP face, as it runs on its own or beside something else in a process.</summary>
public sealed partial class ModuleControllerService : IAsyncDisposable
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

    /// <summary>Runs a controller in the foreground until it is told to stop, and gives the lines of its log.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="log">Its log; complete afterwards.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Tells it to stop, which is no error: the bases are let go first.</param>
    /// <exception cref="HttpListenerException">The address cannot be listened on.</exception>
    /// <exception cref="KubernetesException">The cluster does not let it work.</exception>
    public static IAsyncEnumerable<string> RunAsync(KubernetesClient client, ModuleControllerOptions options, JsonLineLog log, TimeProvider time, CancellationToken stop) =>
        ForegroundService.RunAsync(log, async stopping =>
        {
            await using (var service = Start(client, options, time, log))
            {
                LogStarted(log, options.Environment, service.Endpoint);
                await service.Completion.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (service.Completion.IsFaulted)
                    await service.Completion;
            }
            LogStopped(log);
        }, time, stop);

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
            await Together.RunAsync(_stop.Token, Controller.RunAsync, _listener.RunAsync);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The module controller of environment {Environment} listens on {Endpoint}: /heartbeat, /healthz, /metrics.")]
    private static partial void LogStarted(ILogger logger, string environment, IPEndPoint endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "The module controller has let its bases go and is stopped.")]
    private static partial void LogStopped(ILogger logger);
}

/// <summary>Parts of one work: when one fails the others are stopped, so that the failure is seen and nothing runs on by half.</summary>
internal static class Together
{
    public static async Task RunAsync(CancellationToken cancellationToken, params IReadOnlyList<Func<CancellationToken, Task>> parts)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(parts.Select(part => GuardAsync(part, ending)));
    }

    private static async Task GuardAsync(Func<CancellationToken, Task> part, CancellationTokenSource ending)
    {
        try
        {
            await part(ending.Token);
        }
        catch
        {
            await ending.CancelAsync();
            throw;
        }
    }
}
