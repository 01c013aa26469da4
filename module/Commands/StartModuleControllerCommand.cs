using System.Management.Automation;
using System.Net;
using System.Threading.Channels;
using Deploy.Controller.Control;
using Deploy.Module.Connection;
using Deploy.Operations.Errors;
using Microsoft.Extensions.Logging;

namespace Deploy.Module.Commands;

/// <summary>Runs the module controller until it is stopped, writing its log as lines of JSON.</summary>
[Cmdlet(VerbsLifecycle.Start, "ModuleController")]
[OutputType(typeof(string))]
public sealed class StartModuleControllerCommand : ClusterCmdlet
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Listen { get; set; } = "127.0.0.1:7777";

    [Parameter]
    [ValidatePattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public string Environment { get; set; } = "default";

    [Parameter]
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        if (!IPEndPoint.TryParse(Listen, out var endpoint))
            throw new DeployException(ModuleControllerCodes.InvalidParameter, $"'{Listen}' is no address with a port.", Listen, "Write it as 0.0.0.0:7777.");
        var lines = Channel.CreateBounded<string>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
        var log = new JsonLineLogger(lines.Writer, LogLevel, TimeProvider.System);
        var options = new ModuleControllerOptions { Environment = Environment, Listen = endpoint };
        await using (var service = Open(options, log))
        {
            log.LogStarted(service.Endpoint.ToString(), Environment);
            await WriteUntilAsync(service.Completion, lines.Reader, ct);
        }
        log.LogStopped();
        while (lines.Reader.TryRead(out var line))
            await WriteAsync(line);
    }

    private ModuleControllerService Open(ModuleControllerOptions options, ILogger log)
    {
        try
        {
            return ModuleControllerService.Start(Cluster.Client, options, TimeProvider.System, log);
        }
        catch (HttpListenerException e)
        {
            throw new DeployException(ModuleControllerCodes.InvalidParameter, $"{Listen} cannot be listened on: {e.Message}", Listen, "Choose another port, or stop what uses it.", e);
        }
    }

    // Being stopped is how a service ends; the controller's own failure is passed on.
    private async Task WriteUntilAsync(Task completion, ChannelReader<string> lines, CancellationToken ct)
    {
        while (!completion.IsCompleted && !ct.IsCancellationRequested)
        {
            while (lines.TryRead(out var line))
                await WriteAsync(line);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(completion, lines.WaitToReadAsync(either.Token).AsTask());
            await either.CancelAsync();
        }
        if (completion.IsFaulted)
            await completion;
    }
}
