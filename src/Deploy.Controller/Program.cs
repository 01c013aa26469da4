using System.Net;
using System.Runtime.InteropServices;
using Deploy.Controller.Control;
using Deploy.Controller.Hosting;
using Deploy.Kubernetes;

namespace Deploy.Controller;

/// <summary>The module controller as a program of its own, for a container or a service.</summary>
internal static class Program
{
    private const int Stopped = 0;
    private const int Failed = 1;
    private const int Unusable = 2;

    internal static async Task<int> Main(string[] args)
    {
        if (args is ["--help" or "-h" or "-?"])
        {
            await Console.Out.WriteLineAsync(ControllerSettings.Usage);
            return Stopped;
        }
        // Heard from the start: what is told to end while it still reads its settings ends as well.
        using var signal = new StopSignal(PosixSignal.SIGTERM, PosixSignal.SIGINT);
        try
        {
            var settings = ControllerSettings.Read(args, Environment.GetEnvironmentVariable);
            return await RunAsync(settings, settings.Connect(), signal.Heard);
        }
        catch (ControllerSettingException e)
        {
            return await TellAsync(Unusable, e.Code, e.Message, e.Suggestion);
        }
        catch (KubeConfigException e)
        {
            return await TellAsync(Unusable, e.Code, e.Message, e.Suggestion);
        }
    }

    private static async Task<int> RunAsync(ControllerSettings settings, ClusterConnection connection, CancellationToken stop)
    {
        var log = new JsonLineLog(settings.LogLevel, TimeProvider.System);
        using var client = new KubernetesClient(connection, new KubernetesClientOptions { Logger = log });
        try
        {
            await foreach (var line in ModuleControllerService.RunAsync(client, settings.Options, log, TimeProvider.System, stop))
                await Console.Out.WriteLineAsync(line);
            return Stopped;
        }
        catch (KubernetesException e)
        {
            return await TellAsync(Failed, e.Code, e.Message, e.Suggestion);
        }
        catch (HttpListenerException e)
        {
            return await TellAsync(Failed, "ModuleController.InvalidParameter", $"{settings.Listen} cannot be listened on: {e.Message}", "Choose another port, or stop what uses it.");
        }
        catch (TimeoutException e)
        {
            return await TellAsync(Failed, "ModuleController.UnknownError", e.Message, "Its leases run out by themselves; another controller has its bases within a minute.");
        }
    }

    private static async Task<int> TellAsync(int exitCode, string code, string message, string suggestion)
    {
        await Console.Error.WriteLineAsync(Redaction.Text($"{code}: {message}\n{suggestion}"));
        return exitCode;
    }
}
