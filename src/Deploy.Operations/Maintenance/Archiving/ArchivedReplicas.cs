using System.Runtime.CompilerServices;
using System.Text.Json;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;
using Deploy.Storage.Archives;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>Reads the archive of deleted replicas: one request per UTC day listed, one more for a diagnostic.</summary>
public sealed class ArchivedReplicas(ArchiveStore archive)
{
    /// <summary>Lists replicas that went in a span of time, newest first, as Deleted.</summary>
    /// <param name="from">Beginning of the span.</param>
    /// <param name="to">Its end.</param>
    /// <param name="ns">Namespace; null for all.</param>
    /// <param name="module">Module name or wildcard; null for all.</param>
    /// <exception cref="DeployException">The store fails (<c>Package.StoreUnavailable</c>, <c>OtherUpstream.SecretAKError</c>).</exception>
    public async IAsyncEnumerable<ReplicaStatus> ListAsync(
        DateTimeOffset from, DateTimeOffset to, string? ns = null, string? module = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var replica in EntriesAsync(from, to, ct))
        {
            if ((ns is null || replica.Namespace == ns) && NamePattern.Matches(module ?? "*", replica.Module))
                yield return Status(replica);
        }
    }

    /// <summary>The diagnostic of a replica that went in a span of time; of several of that name the newest.</summary>
    /// <exception cref="DeployException">It is not in the archive (<c>Replica.NotFound</c>), or the store fails.</exception>
    public async Task<ReplicaDiagnostic> ReadAsync(string ns, string name, DateTimeOffset from, DateTimeOffset to, CancellationToken ct = default)
    {
        await foreach (var replica in EntriesAsync(from, to, ct))
        {
            if (replica.Namespace == ns && replica.Name == name && await ReadAsync(replica, ct) is { } diagnostic)
                return diagnostic;
        }
        throw new DeployException(ReplicaCodes.NotFound, $"Replica {ns}/{name} is not in the archive of {from:u} to {to:u}.", $"{ns}/{name}",
            "List the archive with Get-ReplicaStatus -Archived; it keeps 30 days unless it is set otherwise.");
    }

    /// <summary>The diagnostics of a module's replicas that went in a span of time, newest first: one request each beside those of the list.</summary>
    /// <param name="from">Beginning of the span.</param>
    /// <param name="to">Its end.</param>
    /// <param name="ns">Namespace; null for all.</param>
    /// <param name="module">Module name or wildcard; null for all.</param>
    /// <exception cref="DeployException">The store fails.</exception>
    public async IAsyncEnumerable<ReplicaDiagnostic> ReadAllAsync(
        DateTimeOffset from, DateTimeOffset to, string? ns = null, string? module = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var replica in EntriesAsync(from, to, ct))
        {
            if ((ns is null || replica.Namespace == ns) && NamePattern.Matches(module ?? "*", replica.Module) && await ReadAsync(replica, ct) is { } diagnostic)
                yield return diagnostic;
        }
    }

    private async Task<ReplicaDiagnostic?> ReadAsync(ArchivedReplica replica, CancellationToken ct)
    {
        if (await archive.ReadDiagnosticAsync(replica, ct) is not { } json)
            return null;
        var diagnostic = JsonSerializer.Deserialize(json.Span, DiagnosticJson.Default.ReplicaDiagnostic);
        return diagnostic is null ? null : diagnostic with { Status = Status(replica) with { Cause = diagnostic.Status.Cause } };
    }

    private async IAsyncEnumerable<ArchivedReplica> EntriesAsync(DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var entries = archive.ReadAsync(from, to, ct).GetAsyncEnumerator(ct);
        while (await NextAsync(entries))
            yield return entries.Current;
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<ArchivedReplica> entries)
    {
        try
        {
            return await entries.MoveNextAsync();
        }
        catch (Storage.Faults.StorageException e)
        {
            throw FailureTranslation.Translate(e, "archive");
        }
    }

    private static ReplicaStatus Status(ArchivedReplica replica) => new()
    {
        Name = replica.Name,
        Namespace = replica.Namespace,
        Module = replica.Module,
        Version = replica.Version,
        State = ReplicaState.Deleted,
        Cause = ErrorCodes.Find(replica.Code) is { } code ? Cause.Of(code, $"It was {replica.LastState} when it went: {replica.Reason}.") : null,
        Base = replica.Base.Length == 0 ? null : replica.Base,
        Age = replica.ArchivedOn - replica.CreatedOn,
        Restarts = replica.Restarts,
        CreatedAt = replica.CreatedOn,
        RecreatedBecause = replica.Reason,
        Uid = replica.Uid,
    };
}
