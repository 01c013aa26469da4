using System.IO.Enumeration;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;
using Deploy.Operations.Health;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>Watches replicas for as long as the user wants: as a view that is redrawn on a screen, elsewhere as one object per change.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="queries">What is watched.</param>
/// <param name="cmdlet">The command that watches.</param>
/// <param name="bases">Asks the bases of the replicas; null to believe the pods.</param>
internal sealed class ReplicaWatching(ClusterSession cluster, IReadOnlyList<ReplicaQuery> queries, AsyncCmdlet cmdlet, IBaseSource? bases)
{
    private static readonly TimeProvider Time = TimeProvider.System;

    /// <summary>Watches until the token is cancelled or, on a screen, until a key ends it.</summary>
    /// <param name="found">The screen to draw on; null to write objects.</param>
    /// <param name="ct">Ctrl+C.</param>
    public async Task RunAsync(PipelineScreen? found, CancellationToken ct)
    {
        if (found is not null)
        {
            using var screen = new TerminalScreen();
            if (screen.TryEnter())
            {
                await DrawAsync(screen, new BoardStyle(found.HasColour, TerminalScreen.HasSigns), ct);
                return;
            }
        }
        await Task.WhenAll(queries.Select(query => WriteAsync(query, ct)));
    }

    private async Task WriteAsync(ReplicaQuery query, CancellationToken ct)
    {
        await foreach (var change in ChangesAsync(query, cmdlet.WarnAsync, ct))
        {
            if (change.Status is not null)
                await cmdlet.WriteAsync(change);
        }
    }

    private async Task DrawAsync(TerminalScreen screen, BoardStyle style, CancellationToken ct)
    {
        var board = new ReplicaBoard($"{WatchedQuery.Describe(queries)} of {cluster.Connection.Name}", IsWatched, queries[0].States);
        var feeds = new List<Func<CancellationToken, Task>> { token => new Heartbeat(cluster.Client, board, Time).RunAsync(token) };
        foreach (var query in queries)
        {
            board.Expect(query);
            feeds.Add(token => FollowAsync(board, query, token));
            feeds.Add(token => FollowReleasesAsync(board, query.Namespace, token));
        }
        await new LiveView(screen, board, style, Time).RunAsync(feeds, ct);
    }

    private async Task FollowAsync(ReplicaBoard board, ReplicaQuery query, CancellationToken ct)
    {
        await foreach (var change in ChangesAsync(query, Noted, ct))
            board.Take(query, change, Time.GetUtcNow());

        Task Noted(string said)
        {
            board.Note(said);
            return Task.CompletedTask;
        }
    }

    private IAsyncEnumerable<ReplicaChange> ChangesAsync(ReplicaQuery query, Func<string, Task> warn, CancellationToken ct) => bases is null
        ? new ReplicaReader(cluster.Client, Time).WatchAsync(query, ct)
        : new ComparedReplicas(cluster.Client, Time, bases, warn).WatchAsync(query, ct);

    // The replicas are what was asked for: they are shown also where releases cannot be read.
    private async Task FollowReleasesAsync(ReplicaBoard board, string? ns, CancellationToken ct)
    {
        try
        {
            await foreach (var standing in new ReleaseWatch(cluster.Client, Time).WatchAsync(ns, ct))
                board.Take(standing, Time.GetUtcNow());
        }
        catch (DeployException failure)
        {
            board.Note($"Releases are not shown: {failure.Message}");
        }
    }

    private bool IsWatched(ReleaseStanding standing) => queries.Any(query =>
        (query.Namespace is null || query.Namespace == standing.Namespace)
        && (query.Names.Count == 0 || query.Names.Any(name => FileSystemName.MatchesSimpleExpression(name, standing.Module))));
}
