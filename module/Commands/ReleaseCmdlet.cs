using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Releases;

namespace Deploy.Module.Commands;

/// <summary>A cmdlet that changes a module: plan, ask, run, one <see cref="Release"/>.</summary>
public abstract class ReleaseCmdlet : StoreCmdlet
{
    private static readonly TimeSpan DefaultTimeout = ReleaseOptions.Default.Timeout;
    private readonly Lazy<ArkletBases> bases = new();
    private readonly string holder = ReleaseEnvironment.NewHolder();

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Timeout { get; set; } = DefaultTimeout;

    [Parameter]
    public SwitchParameter NoWait { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Description { get; set; }

    /// <summary>The options that every release has.</summary>
    private protected virtual ReleaseOptions Options => new()
    {
        Timeout = Timeout,
        Wait = !NoWait,
        Force = Force,
        Cause = Description,
    };

    private protected ModuleReleases Releases => new(Cluster.Client, TimeProvider.System, Surroundings);

    /// <summary>What releases may use: the archive for what they take away, and the line to the bases.</summary>
    private protected virtual ReleaseEnvironment Surroundings => new()
    {
        Holder = holder,
        Logger = Logger,
        Archive = ReleaseArchive.To(Cluster.Client, FindStoreAsync, TimeProvider.System),
        Bases = () => bases.Value,
    };

    /// <summary>Shows the plan, asks where asking is due, runs it and writes the release.</summary>
    private protected async Task CarryOutAsync(ReleasePlan plan, CancellationToken ct)
    {
        foreach (var warning in plan.Warnings)
            await WarnAsync(warning);
        if (!await ConfirmAsync(ChangeOf(plan)))
            return;
        await WriteAsync(await RunAsync(plan, ct));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && bases.IsValueCreated)
            bases.Value.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Runs the plan and shows how it goes.</summary>
    private protected virtual async Task<Release> RunAsync(ReleasePlan plan, CancellationToken ct)
    {
        using var progress = new ReleaseProgressBar(this, plan);
        return await Releases.RunAsync(plan, progress, ct);
    }

    private CommandChange ChangeOf(ReleasePlan plan) => new(plan.Action, Cluster.Describe("module", plan.Module), [.. Details(plan)]);

    /// <summary>What -WhatIf and -Confirm tell of a plan.</summary>
    private protected static IEnumerable<string> Details(ReleasePlan plan) =>
        plan.Changes.Select(change => change.ToString()).Concat(plan.Steps.Select(step => step.ToString())).Concat(plan.Preflight.Select(check => check.ToString()));
}
