using Deploy.Kubernetes;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Errors;
using Deploy.Operations.Health;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;
using Deploy.Storage;
using Deploy.Storage.Archives;

namespace Deploy.Operations.Reports;

/// <summary>Gathers a report from the cluster and, where there is one, from the archive of deleted replicas.</summary>
/// <param name="client">The cluster.</param>
/// <param name="store">The store with the archive; null where none is set up, which the report says.</param>
/// <param name="time">The clock.</param>
public sealed class ReportReader(KubernetesClient client, BlobStore? store, TimeProvider time)
{
    private const int AtOnce = 8;

    private readonly ReportedArchive _archive = new(store);

    /// <summary>Reads everything that the report tells. What may not be read, or cannot, is named in its gaps.</summary>
    /// <exception cref="DeployException">
    /// Module.NotFound: a plain name is neither published nor in the archive; or the server refuses or cannot be reached.
    /// </exception>
    public async Task<ModuleReport> ReadAsync(ReportRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return await GatherAsync(request, cancellationToken);
        }
        catch (Exception failure) when (failure is KubernetesException or HttpRequestException)
        {
            throw FailureTranslation.Translate(failure, request.Namespace);
        }
    }

    private async Task<ModuleReport> GatherAsync(ReportRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var from = now - request.Since;
        var published = await PublishedAsync(request, cancellationToken);
        var lives = await LivesAsync(request, now, cancellationToken);
        var archived = await _archive.ReadAsync(request, from, now, cancellationToken);
        var names = published.Keys.Concat(lives.Keys).Concat(archived.Select(entry => entry.Replica.Module)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        foreach (var name in request.Names.Where(name => !names.Exists(known => NamePattern.Matches(name, known))))
            await RefuseUnknownAsync(request.Namespace, name, cancellationToken);
        var releases = await ReleasesAsync(request.Namespace, published, from, cancellationToken);
        List<ReportedModule> modules = [.. names.Select(name => Module(name, published.GetValueOrDefault(name), releases.GetValueOrDefault(name) ?? [], lives.GetValueOrDefault(name) ?? [], archived))];
        var (bases, gap) = await BasesAsync(cancellationToken);
        return new ModuleReport
        {
            Cluster = client.Connection.Name,
            Namespace = request.Namespace,
            Names = request.Names,
            From = from,
            To = now,
            Modules = modules,
            Causes = ReportedCause.Of(modules),
            Bases = bases,
            Gaps = [.. new[] { _archive.Gap, gap }.OfType<string>()],
        };
    }

    private static ReportedModule Module(
        string name, PublishedModule? published, IReadOnlyList<Release> releases, IEnumerable<ReplicaLife> lives, IReadOnlyList<(ArchivedReplica Replica, ReplicaDiagnostic? Diagnostic)> archived)
    {
        var gone = archived.Where(entry => entry.Replica.Module == name).Select(entry => (Life: LifeReading.OfArchived(entry.Replica, entry.Diagnostic), entry.Diagnostic)).ToList();
        return new()
        {
            Name = name,
            Published = published,
            Releases = releases,
            Lives = [.. lives.Concat(gone.Select(entry => entry.Life)).OrderBy(life => life.Begin).ThenBy(life => life.Name, StringComparer.Ordinal)],
            Diagnostics = [.. gone.Where(entry => entry.Diagnostic is not null).Select(entry => new ReportedDiagnostic(entry.Life, entry.Diagnostic!))],
            Unread = gone.Count(entry => entry.Diagnostic is null),
        };
    }

    private async Task<Dictionary<string, PublishedModule>> PublishedAsync(ReportRequest request, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, PublishedModule>(StringComparer.Ordinal);
        await foreach (var module in new ModuleCatalog(client, time).ListAsync(request.Namespace, cancellationToken: cancellationToken))
        {
            if (Selects(request, module.Name))
                found[module.Name] = module;
        }
        return found;
    }

    private async Task<Dictionary<string, List<ReplicaLife>>> LivesAsync(ReportRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var query = new ReplicaQuery { Namespace = request.Namespace, Names = request.Names };
        var statuses = (await new ReplicaReader(client, time).ListAsync(query, cancellationToken)).ToDictionary(status => status.Uid, StringComparer.Ordinal);
        var lives = new Dictionary<string, List<ReplicaLife>>(StringComparer.Ordinal);
        await foreach (var pod in client.ListAsync(ReplicaResources.Pods, request.Namespace, new ListOptions { FromCache = true }, cancellationToken))
        {
            if (!statuses.TryGetValue(pod.Metadata.Uid, out var status))
                continue;
            if (!lives.TryGetValue(status.Module, out var ofModule))
                lives[status.Module] = ofModule = [];
            ofModule.Add(LifeReading.OfPod(pod, status, now));
        }
        return lives;
    }

    // A release that began earlier matters as long as it was the last one when the report's time began.
    private async Task<Dictionary<string, List<Release>>> ReleasesAsync(
        string ns, IReadOnlyDictionary<string, PublishedModule> published, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<Release>>(StringComparer.Ordinal);
        var releases = new ModuleReleases(client, time);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(published.Keys, options, async (name, token) =>
        {
            var ofModule = new List<Release>();
            await foreach (var release in releases.HistoryAsync(ns, name, token))
            {
                if (ofModule.Count == 0 || ofModule[^1].When >= from)
                    ofModule.Add(release);
            }
            lock (found)
                found[name] = ofModule;
        });
        return found;
    }

    private async Task<(IReadOnlyList<ModuleBase> Bases, string? Gap)> BasesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await new ModuleBases(client, time).ListAsync(cancellationToken: cancellationToken), null);
        }
        catch (KubernetesException refused) when (refused.IsForbidden)
        {
            return ([], "Bases are not shown: this account may not list nodes.");
        }
    }

    // A wildcard may find nothing; a name is meant.
    private async Task RefuseUnknownAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (!name.AsSpan().ContainsAny('*', '?'))
            await new ModuleCatalog(client, time).GetAsync(ns, name, cancellationToken);
    }

    private static bool Selects(ReportRequest request, string module) =>
        request.Names.Count == 0 || request.Names.Any(name => NamePattern.Matches(name, module));
}
