using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Live;
using Deploy.Operations.Errors;
using Deploy.Operations.Health;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Commands;

/// <summary>Lists replicas, each in one of seven states with its cause.</summary>
[Cmdlet(VerbsCommon.Get, "ReplicaStatus")]
[OutputType(typeof(Results.ReplicaStatus), typeof(Results.ReplicaChange))]
public sealed class GetReplicaStatusCommand : StoreCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReplicaCompleter))]
    public string[] Replica { get; set; } = [];

    [Parameter]
    public ReplicaState[] State { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReplicaCompleter))]
    public string[] Version { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BaseCompleter))]
    public string[] Base { get; set; } = [];

    [Parameter]
    [Alias("l")]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Selector { get; set; }

    [Parameter]
    [Alias("A")]
    public SwitchParameter AllNamespaces { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan ReadinessGrace { get; set; } = ReplicaStateOptions.Default.ReadinessGrace;

    [Parameter]
    public SwitchParameter SkipBaseCheck { get; set; }

    [Parameter]
    [Alias("w")]
    public SwitchParameter Watch { get; set; }

    [Parameter]
    public SwitchParameter Archived { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Since { get; set; } = TimeSpan.FromDays(1);

    private readonly List<ReplicaQuery> watched = [];

    // A watch never ends, so all that the pipeline brings is watched together.
    protected override Task ProcessAsync(CancellationToken ct)
    {
        if (Archived)
            return ListArchivedAsync(ct);
        if (!Watch)
            return ListAsync(ct);
        watched.Add(Query());
        return Task.CompletedTask;
    }

    private async Task ListArchivedAsync(CancellationToken ct)
    {
        if (Watch || Selector is not null)
            throw new DeployException(DeployCodes.InvalidParameter, "The archive is not watched or selected from by labels.", suggestion: "Leave -Watch and -Selector out.");
        var archive = new ArchivedReplicas((await OpenStoreAsync(ct)).Archive);
        var now = TimeProvider.System.GetUtcNow();
        await foreach (var replica in archive.ListAsync(now - Since, now, AllNamespaces ? null : Cluster.Namespace, module: null, ct))
        {
            if (Fits(Name, replica.Module) && Fits(Replica, replica.Name) && Fits(Version, replica.Version) && Fits(Base, replica.Base ?? ""))
                await WriteAsync(replica);
        }
    }

    private static bool Fits(string[] patterns, string text) => patterns.Length == 0 || Array.Exists(patterns, pattern => Wildcard.IsMatch(pattern, text));

    protected override async Task EndAsync(CancellationToken ct)
    {
        using var source = new ArkletBases();
        if (watched.Count > 0)
            await new ReplicaWatching(Cluster, WatchedQuery.Merge(watched), this, SkipBaseCheck ? null : source).RunAsync(await FindScreenAsync(), ct);
    }

    private async Task ListAsync(CancellationToken ct)
    {
        using var source = new ArkletBases();
        var replicas = SkipBaseCheck
            ? await new ReplicaReader(Cluster.Client, TimeProvider.System).ListAsync(Query(), ct)
            : await new ComparedReplicas(Cluster.Client, TimeProvider.System, source, WarnAsync).ListAsync(Query(), ct);
        await WriteAllAsync(replicas);
        if (!AllNamespaces && State.Length == 0 && Replica.Length == 0)
            await ReportMissingAsync([.. Name.Where(name => !Wildcard.IsPattern(name)).Except(replicas.Select(replica => replica.Module), StringComparer.OrdinalIgnoreCase)], ct);
    }

    // A module that is there but has no replica is no failure; a name that is not there is.
    private async Task ReportMissingAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var catalog = new ModuleCatalog(Cluster.Client, TimeProvider.System);
        foreach (var name in names)
            await EachAsync(() => catalog.GetAsync(Cluster.Namespace, name, ct));
    }

    private ReplicaQuery Query() => new()
    {
        Namespace = AllNamespaces ? null : Cluster.Namespace,
        Names = Name,
        ReplicaNames = Replica,
        States = State,
        Versions = Version,
        Bases = Base,
        LabelSelector = Selector,
        StateOptions = ReplicaStateOptions.Default with { ReadinessGrace = ReadinessGrace },
    };
}
