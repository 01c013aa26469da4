using System.Globalization;
using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Releases;
using Deploy.Operations.Traffic;

namespace Deploy.Module.Commands;

/// <summary>A cmdlet that rolls a new template over a module's replicas, by a strategy.</summary>
public abstract class StrategyCmdlet : ReleaseCmdlet
{
    [Parameter]
    public StrategyKind Strategy { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? BatchSize { get; set; }

    [Parameter]
    [ValidateRange(1, 10_000)]
    [WholeNumber]
    [NoCompletion]
    public int? BatchCount { get; set; }

    [Parameter]
    public PauseAfter PauseAfter { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan BatchInterval { get; set; }

    [Parameter]
    public SwitchWhen SwitchWhen { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Grace { get; set; } = new SafeOptions().Grace;

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan KeepOld { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan ResponsiveFor { get; set; }

    [Parameter]
    [ValidateNotNull]
    [WebAddress]
    [NoCompletion]
    public Uri? HealthUrl { get; set; }

    [Parameter]
    public SwitchParameter BaseHealth { get; set; }

    [Parameter]
    [ValidateRange(1, 65_535)]
    [WholeNumber]
    [NoCompletion]
    public int? BaseHealthPort { get; set; }

    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Gate { get; set; }

    [Parameter]
    public FailurePolicy OnFailure { get; set; }

    [Parameter]
    public SwitchParameter AcceptDowntime { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServiceCompleter))]
    public string? ProbeService { get; set; }

    private protected override ReleaseEnvironment Surroundings => base.Surroundings with { RenewUrl = RenewUrlAsync };

    // Only a revision with a signed URL asks for it, and then a store that is not known leaves the URL as it is.
    private async Task<string> RenewUrlAsync(string image, CancellationToken ct) =>
        PackageUrls.ExpiresOn(image) is not null && await FindStoreAsync(ct) is { } store
            ? await new PackageUrls(store.Packages).RenewAsync(image, TimeProvider.System.GetUtcNow(), ct)
            : image;

    private protected override ReleaseOptions Options => base.Options with
    {
        Strategy = StrategyChoice.Of(MyInvocation.BoundParameters.Keys, MyInvocation.BoundParameters.ContainsKey(nameof(Strategy)) ? Strategy : null),
        Batches = Batches(),
        Safe = new SafeOptions { When = SwitchWhen, Grace = Grace, KeepOld = KeepOld },
        Gate = new GateOptions
        {
            ResponsiveFor = ResponsiveFor,
            HealthUrl = HealthUrl,
            BaseHealth = BaseHealth || BaseHealthPort is not null,
            BaseHealthPort = BaseHealthPort,
            Callback = Gate is null ? null : ScriptGate.Of(Gate, this),
        },
        OnFailure = OnFailure,
        AcceptDowntime = AcceptDowntime,
    };

    private protected override async Task<Release> RunAsync(ReleasePlan plan, CancellationToken ct)
    {
        if (ProbeService is null)
            return await base.RunAsync(plan, ct);
        var target = ProbeTarget.Parse(ProbeService, plan.Namespace);
        await using var probe = await TrafficProbe.StartAsync(Cluster.Client, target, TimeProvider.System, ct);
        try
        {
            var release = await base.RunAsync(plan, ct);
            return release with { Traffic = await ReportAsync(probe, whatever: false) };
        }
        catch (DeployException)
        {
            // What callers saw of a release that failed matters more than of one that went well.
            await ReportAsync(probe, whatever: true);
            throw;
        }
    }

    private async Task<TrafficReport> ReportAsync(TrafficProbe probe, bool whatever)
    {
        var traffic = await probe.StopAsync();
        if (whatever || traffic.Failed > 0)
            await WarnAsync($"Callers of Service {traffic.Service} saw meanwhile: {traffic}{(traffic.FirstFailure is { } first ? $"; the first failure: {first}" : "")}.");
        return traffic;
    }

    private BatchOptions Batches()
    {
        var isPercent = BatchSize?.EndsWith('%') is true;
        return new BatchOptions
        {
            Size = BatchSize is null || isPercent ? null : Whole(BatchSize),
            Percent = isPercent ? Whole(BatchSize!.TrimEnd('%')) : null,
            Count = BatchCount,
            Pause = PauseAfter,
            WaitBetween = BatchInterval,
        };
    }

    private static int Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new DeployException(DeployCodes.InvalidParameter, $"-{nameof(BatchSize)} must be a whole number or a percentage such as 25%, not '{text}'.", nameof(BatchSize));
}

/// <summary>
/// A script block as a health gate: it gets the <see cref="GateContext"/> as <c>$_</c> and as its first argument. It refuses by
/// throwing, or by <c>$false</c> as its last output; whatever else it writes out is the reason.
/// </summary>
internal static class ScriptGate
{
    public static Func<GateContext, CancellationToken, Task<GateResult>> Of(ScriptBlock gate, AsyncCmdlet cmdlet) =>
        async (context, _) => Judge(await cmdlet.InvokeScriptAsync(gate, context));

    internal static GateResult Judge(IReadOnlyList<object?> output)
    {
        if (output is not [.., false])
            return GateResult.Pass;
        var reason = string.Join("; ", output.SkipLast(1).Where(item => item is not null));
        return GateResult.Fail(reason.Length > 0 ? reason : "the script block said no");
    }
}
