using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Health;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Commands;

/// <summary>Gathers everything known of replicas: state, cause, containers, events, last log lines.</summary>
[Cmdlet(VerbsCommon.Get, "ReplicaDiagnostic", DefaultParameterSetName = "Replica")]
[OutputType(typeof(Results.ReplicaDiagnostic))]
public sealed class GetReplicaDiagnosticCommand : StoreCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Replica", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Replica")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReplicaCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string? Module { get; set; }

    [Parameter(ParameterSetName = "Module")]
    public ReplicaState[] State { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    public string? Container { get; set; }

    [Parameter]
    [ValidateRange(0, 10_000)]
    [WholeNumber]
    [NoCompletion]
    public int Tail { get; set; } = DiagnosticOptions.Default.LogLines;

    [Parameter]
    public SwitchParameter SkipBaseCheck { get; set; }

    [Parameter]
    public SwitchParameter Archived { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Since { get; set; } = TimeSpan.FromDays(1);

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        if (Archived)
        {
            await ReadArchivedAsync(ct);
            return;
        }
        using var source = new ArkletBases();
        var compared = new ComparedReplicas(Cluster.Client, TimeProvider.System, source, WarnAsync);
        var reader = new DiagnosticReader(Cluster.Client, TimeProvider.System);
        var options = new DiagnosticOptions { Container = Container, LogLines = Tail };
        foreach (var replica in await ReplicasAsync(compared, ct))
            await EachAsync(async () =>
            {
                var found = await reader.ReadAsync(Cluster.Namespace, replica, options, ct);
                await WriteAsync(SkipBaseCheck ? found : await CompareAsync(found, compared, ct));
            });
    }

    // One index for a day, one blob for a replica: what is written there was read once, with its containers and logs.
    private async Task ReadArchivedAsync(CancellationToken ct)
    {
        var archive = new ArchivedReplicas((await OpenStoreAsync(ct)).Archive);
        var now = TimeProvider.System.GetUtcNow();
        if (Module is null && !Array.Exists(Name, Wildcard.IsPattern))
        {
            foreach (var name in Name)
                await EachAsync(async () => await WriteAsync(await archive.ReadAsync(Cluster.Namespace, name, now - Since, now, ct)));
            return;
        }
        await foreach (var diagnostic in archive.ReadAllAsync(now - Since, now, Cluster.Namespace, Module, ct))
        {
            if (Module is not null || Array.Exists(Name, pattern => Wildcard.IsMatch(pattern, diagnostic.Status.Name)))
                await WriteAsync(diagnostic);
        }
    }

    private static async Task<ReplicaDiagnostic> CompareAsync(ReplicaDiagnostic found, ComparedReplicas compared, CancellationToken ct)
    {
        var (status, host) = await compared.CompareAsync(found.Status, ct);
        return host is null ? found : found with { Status = status, Node = found.Node is { } node ? node with { Base = BaseDiagnostic.Of(host, status.Module, status.Version) } : null };
    }

    private async Task<IReadOnlyList<string>> ReplicasAsync(ComparedReplicas compared, CancellationToken ct)
    {
        if (Module is null)
            return await ReplicaNames.ResolveAsync(Cluster, Name, ct);
        var query = new ReplicaQuery { Namespace = Cluster.Namespace, Names = [Module], States = State };
        var replicas = SkipBaseCheck ? await new ReplicaReader(Cluster.Client, TimeProvider.System).ListAsync(query, ct) : await compared.ListAsync(query, ct);
        return [.. replicas.Select(replica => replica.Name)];
    }
}
