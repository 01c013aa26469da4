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

    /// <summary>Limits and windows with what the parameters say of them.</summary>
    /// <param name="otherwise">What holds where they say nothing.</param>
    private protected MaintenanceOptions Over(MaintenanceOptions otherwise) => otherwise with
    {
        Environment = Environment,
        PackagesKept = Given(PackagesKept, otherwise.PackagesKept, nameof(PackagesKept)),
        Refresh = otherwise.Refresh with { Window = Given(UrlWindow, otherwise.Refresh.Window, nameof(UrlWindow)), Lifetime = Given(UrlLifetime, otherwise.Refresh.Lifetime, nameof(UrlLifetime)) },
        Recycle = otherwise.Recycle with
        {
            MaxAge = Given(Within(MaxAge, TimeSpan.FromHours(24), nameof(MaxAge)), otherwise.Recycle.MaxAge, nameof(MaxAge)),
            Grace = Given(Grace, otherwise.Recycle.Grace, nameof(Grace)),
            Percent = Given(RecyclePercent, otherwise.Recycle.Percent, nameof(RecyclePercent)),
            TotalPercent = Given(RecycleTotal, otherwise.Recycle.TotalPercent, nameof(RecycleTotal)),
            UnresponsiveLimit = Given(UnresponsiveLimit, otherwise.Recycle.UnresponsiveLimit, nameof(UnresponsiveLimit)),
        },
        Archive = otherwise.Archive with { RetentionDays = Given(ArchiveDays, otherwise.Archive.RetentionDays, nameof(ArchiveDays)) },
        Stuck = otherwise.Stuck with
        {
            After = Given(StuckAfter, otherwise.Stuck.After, nameof(StuckAfter)),
            Webhook = Given(AlertWebhook, otherwise.Stuck.Webhook, nameof(AlertWebhook)),
            Repair = Given(ForceLostNodes ? StuckRepair.OwnFinalizer | StuckRepair.LostNode : StuckRepair.OwnFinalizer, otherwise.Stuck.Repair, nameof(ForceLostNodes)),
        },
    };

    private T Given<T>(T value, T otherwise, string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter) ? value : otherwise;

    private static TimeSpan Within(TimeSpan value, TimeSpan most, string parameter) => value > TimeSpan.Zero && value <= most
        ? value
        : throw new DeployException(DeployCodes.InvalidParameter, $"-{parameter} is more than zero and at most {most.TotalHours:0} hours, not {value}.", parameter);
}
