using System.Management.Automation;
using System.Net;
using System.Runtime.InteropServices;
using Deploy.Controller.Control;
using Deploy.Controller.Hosting;
using Deploy.Module.Completion;
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
    [NoCompletion]
    public string Listen { get; set; } = new ControllerSettings().Listen.ToString();

    [Parameter]
    [ValidatePattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    [NoCompletion]
    public string Environment { get; set; } = new ControllerSettings().Environment;

    [Parameter]
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var options = new ModuleControllerOptions { Environment = Environment, Listen = Endpoint() };
        // Ctrl+C comes through PowerShell; how a service manager or a container engine ends the process, it does not tell.
        using var signal = new StopSignal(PosixSignal.SIGTERM);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, signal.Heard);
        try
        {
            await foreach (var line in ModuleControllerService.RunAsync(Cluster.Client, options, new JsonLineLog(LogLevel, TimeProvider.System), TimeProvider.System, stop.Token))
                await WriteAsync(line);
        }
        catch (HttpListenerException e)
        {
            throw new DeployException(ModuleControllerCodes.InvalidParameter, $"{Listen} cannot be listened on: {e.Message}", Listen, "Choose another port, or stop what uses it.", e);
        }
    }

    private IPEndPoint Endpoint()
    {
        try
        {
            return ControllerSettings.ParseListen(Listen);
        }
        catch (ControllerSettingException e)
        {
            throw new DeployException(ModuleControllerCodes.InvalidParameter, e.Message, Listen, e.Suggestion, e);
        }
    }
}
