using System.Text.Json;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;
using Deploy.Storage;
using Deploy.Storage.Archives;
using Deploy.Storage.Faults;

namespace Deploy.Operations.Reports;

/// <summary>Reads from the archive what a report shows of it. Without a store, or with one that fails, the report goes on and says so.</summary>
internal sealed class ReportedArchive(BlobStore? store)
{
    private const int AtOnce = 8;

    /// <summary>Why the archive is missing from the report; null when it is there. Known after reading.</summary>
    public string? Gap { get; private set; }

    /// <summary>Replicas that went in the span, newest first, each with its diagnostic where that was read.</summary>
    public async Task<IReadOnlyList<(ArchivedReplica Replica, ReplicaDiagnostic? Diagnostic)>> ReadAsync(
        ReportRequest request, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            Gap = "Replicas that are gone are not shown: no archive is set up. Name one with -Store or DEPLOY_STORE, and run the maintenance task that archives diagnostics.";
            return [];
        }
        try
        {
            var replicas = await ListAsync(store.Archive, request, from, to, cancellationToken);
            var diagnostics = await ReadAsync(store.Archive, Choose(replicas, request.Diagnostics), cancellationToken);
            return [.. replicas.Select(replica => (replica, diagnostics.GetValueOrDefault(replica.Uid)))];
        }
        catch (StorageException failure)
        {
            var told = FailureTranslation.Translate(failure, "archive");
            Gap = $"Replicas that are gone are not shown: the archive cannot be read. {told.Code.Code}: {told.Message} {told.Suggestion}";
            return [];
        }
    }

    /// <summary>Those whose diagnostics are worth most: with trouble first, the newest of them. Pure.</summary>
    internal static IEnumerable<ArchivedReplica> Choose(IEnumerable<ArchivedReplica> newestFirst, int atMost) =>
        newestFirst.OrderByDescending(replica => replica.Code.Length > 0 || replica.Restarts > 0 || replica.LastState != nameof(ReplicaState.Responsive)).Take(atMost);

    private static async Task<List<ArchivedReplica>> ListAsync(ArchiveStore archive, ReportRequest request, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var replicas = new List<ArchivedReplica>();
        await foreach (var replica in archive.ReadAsync(from, to, cancellationToken))
        {
            if (replica.Namespace == request.Namespace && (request.Names.Count == 0 || request.Names.Any(name => NamePattern.Matches(name, replica.Module))))
                replicas.Add(replica);
        }
        return replicas;
    }

    private static async Task<Dictionary<string, ReplicaDiagnostic>> ReadAsync(ArchiveStore archive, IEnumerable<ArchivedReplica> replicas, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ReplicaDiagnostic>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(replicas, options, async (replica, token) =>
        {
            if (await archive.ReadDiagnosticAsync(replica, token) is { } json && Parse(json) is { } diagnostic)
            {
                lock (found)
                    found[replica.Uid] = diagnostic;
            }
        });
        return found;
    }

    // One that cannot be read must not take the report with it; it counts as not read.
    private static ReplicaDiagnostic? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, DiagnosticJson.Default.ReplicaDiagnostic);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
