using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Health;

/// <summary>
/// Replicas as an operator gets them: what pods say, compared with the leases of their bases and with the bases' own word.
/// Bases are asked at once and for a short time only, and none at all where no replica is on one.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="time">The clock.</param>
/// <param name="source">Asks the bases.</param>
/// <param name="warn">Told in one sentence which bases could not be asked, once as long as they are the same.</param>
public sealed class ComparedReplicas(KubernetesClient client, TimeProvider time, IBaseSource source, Func<string, Task>? warn = null)
{
    /// <summary>How long all bases together may take to answer: 1 s.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1);

    private const int Named = 5;
    private readonly ReplicaReader _reader = new(client, time);
    private readonly ModuleBases _bases = new(client, time, source);
    private string _warned = "";

    /// <summary>The replicas that a query selects, by what is true of them.</summary>
    /// <exception cref="DeployException">As for <see cref="ReplicaReader.ListAsync"/>.</exception>
    public async Task<IReadOnlyList<ReplicaStatus>> ListAsync(ReplicaQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var replicas = await _reader.ListAsync(Widened(query), cancellationToken);
        var compared = ReplicaTruth.Compare(replicas, await AskAsync(Bases(replicas), cancellationToken), time.GetUtcNow());
        return query.States.Count == 0 ? compared : [.. compared.Where(r => query.Selects(r.State))];
    }

    /// <summary>The replicas as they are, then Synced, then every change, of the pods, of the clock or of what bases say.</summary>
    /// <exception cref="DeployException">As for <see cref="ReplicaReader.WatchAsync"/>.</exception>
    public IAsyncEnumerable<ReplicaChange> WatchAsync(ReplicaQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new ComparedWatch(_reader.WatchAsync(Widened(query), cancellationToken), AskAsync, query, time).RunAsync(cancellationToken);
    }

    /// <summary>One replica, with its base as it was asked; null where it is on none.</summary>
    public async Task<(ReplicaStatus Status, ModuleBase? Base)> CompareAsync(ReplicaStatus replica, CancellationToken cancellationToken = default)
    {
        var bases = await AskAsync(Bases([replica]), cancellationToken);
        return (ReplicaTruth.Compare([replica], bases, time.GetUtcNow())[0], bases.Count > 0 ? bases[0] : null);
    }

    internal static HashSet<string> Bases(IEnumerable<ReplicaStatus> replicas) =>
        replicas.Where(r => r.State is not (ReplicaState.Deleted or ReplicaState.Decommissioned)).Select(r => r.Base).OfType<string>().Where(ModuleBases.IsBase).ToHashSet(StringComparer.Ordinal);

    // A replica that its base denies is Unresponsive although its pod says Responsive.
    private static ReplicaQuery Widened(ReplicaQuery query) =>
        query.States.Contains(ReplicaState.Unresponsive) && !query.States.Contains(ReplicaState.Responsive) ? query with { States = [.. query.States, ReplicaState.Responsive] } : query;

    private async Task<IReadOnlyList<ModuleBase>> AskAsync(HashSet<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
            return [];
        try
        {
            var bases = await _bases.AskAsync(names, Patience, cancellationToken);
            await WarnAsync(Silence([.. bases.Where(b => b.Modules is null).Select(b => b.Name)]));
            return bases;
        }
        catch (DeployException e)
        {
            // Who may read pods and not nodes still gets what the pods say.
            await WarnAsync($"What the pods say is not compared with their bases: {e.Message}");
            return [];
        }
    }

    private static string Silence(IReadOnlyList<string> silent) => silent.Count == 0 ? "" :
        $"{silent.Count} {(silent.Count == 1 ? "base" : "bases")} gave no answer within {Patience.TotalSeconds:0} s, so what the pods there say is not compared: {string.Join(", ", silent.Take(Named))}{(silent.Count > Named ? ", ..." : "")}. Get-ModuleBase -Detailed says more.";

    private async Task WarnAsync(string said)
    {
        if (warn is null || said == _warned)
            return;
        _warned = said;
        if (said.Length > 0)
            await warn(said);
    }
}
