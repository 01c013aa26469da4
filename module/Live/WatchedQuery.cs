using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>Puts queries of one command together that differ in their names only. Pure.</summary>
internal static class WatchedQuery
{
    /// <summary>One query per namespace, for the names of all.</summary>
    public static IReadOnlyList<ReplicaQuery> Merge(IReadOnlyList<ReplicaQuery> queries) =>
    [
        .. queries.GroupBy(query => query.Namespace, StringComparer.Ordinal).Select(group => group.First() with
        {
            // No name means all of them.
            Names = group.Any(query => query.Names.Count == 0) ? [] : [.. group.SelectMany(query => query.Names).Distinct(StringComparer.Ordinal)],
        }),
    ];

    /// <summary>What a query is about, in words: <c>biz1, biz2 in default</c>.</summary>
    public static string Describe(IReadOnlyList<ReplicaQuery> queries)
    {
        var names = queries.SelectMany(query => query.Names).Distinct(StringComparer.Ordinal).ToList();
        var namespaces = queries.Select(query => query.Namespace ?? "all namespaces").Distinct(StringComparer.Ordinal);
        return $"{(names.Count == 0 ? "all modules" : string.Join(", ", names))} in {string.Join(", ", namespaces)}";
    }
}
