using System.Collections;
using System.Management.Automation;
using System.Runtime.InteropServices;
using Deploy.Controller.Hosting;
using Deploy.Module.Completion;
using Deploy.Operations.Maintenance;
using Microsoft.Extensions.Logging;

namespace Deploy.Module.Commands;

/// <summary>Runs the housekeeping by its schedules until it is stopped, writing its log as lines of JSON.</summary>
[Cmdlet(VerbsLifecycle.Start, "ModuleMaintenance")]
[OutputType(typeof(string))]
public sealed class StartModuleMaintenanceCommand : MaintenanceCmdlet
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MaintenanceTaskCompleter))]
    public string[]? Task { get; set; }

    [Parameter]
    [Alias("A")]
    public SwitchParameter AllNamespaces { get; set; }

    [Parameter]
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    protected override async System.Threading.Tasks.Task ProcessAsync(CancellationToken ct)
    {
        var settings = MaintenanceSettings.Read(System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(each => KeyValuePair.Create((string)each.Key, (string?)each.Value)));
        settings = settings with { Options = Over(settings.Options), Namespaces = Namespaces(settings) };
        var log = new JsonLineLog(LogLevel, TimeProvider.System);
        var store = await FindStoreAsync(ct);
        var service = new MaintenanceService([.. settings.Targets().Select(options => new MaintenanceContext(Cluster.Client, store, options, TimeProvider.System, log))], log)
        {
            Unknown = settings.Unknown,
        };
        // Ctrl+C comes through PowerShell; how a service manager or a container engine ends the process, it does not tell.
        using var signal = new StopSignal(PosixSignal.SIGTERM);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, signal.Heard);
        await foreach (var line in ForegroundService.RunAsync(log, stopping => service.RunAsync(Task, stopping), TimeProvider.System, stop.Token))
            await WriteAsync(line);
    }

    private IReadOnlyList<string> Namespaces(MaintenanceSettings settings) =>
        AllNamespaces ? []
        : Namespace is null && settings.Namespaces.Count > 0 ? settings.Namespaces
        : [Cluster.Namespace];
}
