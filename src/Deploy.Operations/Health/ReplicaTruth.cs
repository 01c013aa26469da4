using System.Globalization;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Health;

/// <summary>
/// Compares what replicas' pods say with their base's lease and with the base's own word. The base is believed: a replica
/// whose pod says Ready while its base says otherwise is Unresponsive, with a cause that names both.
/// </summary>
public static class ReplicaTruth
{
    /// <summary>How long a lease lasts that does not say.</summary>
    private static readonly TimeSpan LeaseLife = TimeSpan.FromSeconds(40);

    /// <summary>Corrects statuses by what the bases say. Pure: the bases were asked before.</summary>
    /// <param name="replicas">The statuses worked out from pods.</param>
    /// <param name="bases">The bases, asked.</param>
    /// <param name="now">The moment that the answer is for.</param>
    public static IReadOnlyList<ReplicaStatus> Compare(IReadOnlyList<ReplicaStatus> replicas, IReadOnlyList<ModuleBase> bases, DateTimeOffset now)
    {
        var byName = bases.ToDictionary(b => b.Name, StringComparer.Ordinal);
        return [.. replicas.Select(r => r.Base is { } name && byName.TryGetValue(name, out var host) ? Compare(r, host, now) : r)];
    }

    private static ReplicaStatus Compare(ReplicaStatus replica, ModuleBase host, DateTimeOffset now)
    {
        var ready = replica.State == ReplicaState.Responsive;
        if (host.Modules is not { } modules)
            return ready && host.Renewed is { } renewed && now - renewed > LeaseLife ? Doubted(replica, $"Pod says Ready, but no controller has looked after base {host.Name} since {Clock(renewed)}.") : replica;
        var found = modules.FirstOrDefault(m => m.Name == replica.Module && m.Version == replica.Version);
        return (ready, found) switch
        {
            (true, null) => Doubted(replica, $"Pod says Ready, base says that it has no {replica.Module}:{replica.Version}."),
            (true, { State: not "ACTIVATED" }) => Doubted(replica, $"Pod says Ready, base says {Word(found)}."),
            (false, { State: "ACTIVATED" }) when replica.State is ReplicaState.Unresponsive or ReplicaState.StartingError => replica with
            {
                Cause = Cause.Of(BaseCodes.StatusDisagrees, $"Pod says {replica.State}, base says {Word(found)}.{(replica.Cause is { } cause ? $" The pod's cause: {cause.Message}" : "")}"),
            },
            _ => replica,
        };
    }

    private static ReplicaStatus Doubted(ReplicaStatus replica, string message) =>
        replica with { State = ReplicaState.Unresponsive, Cause = Cause.Of(BaseCodes.StatusDisagrees, message) };

    private static string Word(InstalledModule module) =>
        $"{module.State}{(module.Since is { } since ? $" since {Clock(since)}" : "")}{(module.Message.Length > 0 ? $" ({module.Message})" : "")}";

    private static string Clock(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
