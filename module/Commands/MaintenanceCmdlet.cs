using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Maintenance.Refresh;
using Lifetime = Deploy.Storage.Packages.UrlLifetime;

namespace Deploy.Module.Commands;

/// <summary>A cmdlet with the limits and windows that housekeeping goes by, named as the timers' settings are.</summary>
public abstract class MaintenanceCmdlet : StoreCmdlet
{
    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan MaxAge { get; set; } = new RecycleOptions().MaxAge;

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Grace { get; set; } = new RecycleOptions().Grace;

    [Parameter]
    [ValidateRange(1, 100)]
    [WholeNumber]
    [NoCompletion]
    public int RecyclePercent { get; set; } = new RecycleOptions().Percent;

    [Parameter]
    [ValidateRange(1, 100)]
    [WholeNumber]
    [NoCompletion]
    public int RecycleTotal { get; set; } = new RecycleOptions().TotalPercent;

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan? UnresponsiveLimit { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan UrlWindow { get; set; } = new UrlRefreshOptions().Window;

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan UrlLifetime { get; set; } = Lifetime.Maximum;

    [Parameter]
    public SwitchParameter Hold { get; set; }

    [Parameter]
    [ValidateRange(1, 3650)]
    [WholeNumber]
    [NoCompletion]
    public int ArchiveDays { get; set; } = new ArchiveOptions().RetentionDays;

    [Parameter]
    [ValidateRange(1, 10_000)]
    [WholeNumber]
    [NoCompletion]
    public int PackagesKept { get; set; } = new MaintenanceOptions().PackagesKept;

    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public string Environment { get; set; } = StoreSelection.OwnEnvironment;

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan StuckAfter { get; set; } = new StuckDeletionOptions().After;

    [Parameter]
    [ValidateNotNull]
    [WebAddress]
    [NoCompletion]
    public Uri? AlertWebhook { get; set; }

    [Parameter]
    public SwitchParameter ForceLostNodes { get; set; }

    private protected MaintenanceOptions Options => new()
    {
        Environment = Environment,
        PackagesKept = PackagesKept,
        Refresh = new UrlRefreshOptions { Window = UrlWindow, Lifetime = UrlLifetime },
        Recycle = new RecycleOptions
        {
            MaxAge = Within(MaxAge, TimeSpan.FromHours(24), nameof(MaxAge)), Grace = Grace, Percent = RecyclePercent, TotalPercent = RecycleTotal, UnresponsiveLimit = UnresponsiveLimit,
        },
        Archive = new ArchiveOptions { RetentionDays = ArchiveDays, Hold = Hold },
        Stuck = new StuckDeletionOptions
        {
            After = StuckAfter,
            Webhook = AlertWebhook,
            Repair = ForceLostNodes ? StuckRepair.OwnFinalizer | StuckRepair.LostNode : StuckRepair.OwnFinalizer,
        },
    };

    private static TimeSpan Within(TimeSpan value, TimeSpan most, string parameter) => value > TimeSpan.Zero && value <= most
        ? value
        : throw new DeployException(DeployCodes.InvalidParameter, $"-{parameter} is more than zero and at most {most.TotalHours:0} hours, not {value}.", parameter);
}
