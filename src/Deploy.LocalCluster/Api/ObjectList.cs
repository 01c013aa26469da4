using System.Globalization;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Lists objects: selected, in pages, as of now or of an exact version.</summary>
internal sealed class ObjectList(ClusterStore store)
{
    private const string TokenExpired =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.";

    /// <exception cref="ApiException">400, 410 or 504.</exception>
    public ListPage List(ResourceRequest request)
    {
        var selection = ObjectSelection.Read(request);
        var token = request.Http.Query("continue") is { Length: > 0 } text ? ContinueToken.Parse(text) : null;
        var limit = Limit(request.Http);
        var (tree, version) = Source(request, token, limit);
        var items = tree.Enumerate(request.Namespace, token?.After).Where(selection.Matches);
        if (limit == 0) return new([.. items], version, null, null);

        var page = items.Take(limit + 1).ToList();
        if (page.Count <= limit) return new(page, version, null, null);
        page.RemoveAt(limit);
        var last = page[^1].Name;
        long? remaining = selection.IsEverything ? tree.Enumerate(request.Namespace, last).LongCount() : null;
        return new(page, version, new ContinueToken(version, last).ToString(), remaining);
    }

    private (ObjectTree Tree, long ResourceVersion) Source(ResourceRequest request, ContinueToken? token, int limit)
    {
        var asked = Version(request.Http.Query("resourceVersion"));
        var match = request.Http.Query("resourceVersionMatch");
        if (match is { Length: > 0 } && asked is null) throw ApiException.BadRequest("resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (token is not null)
        {
            if (asked is > 0) throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
            return (store.Table(request.Kind).AsOf(token.ResourceVersion) ?? throw ApiException.Expired(TokenExpired), token.ResourceVersion);
        }

        var current = store.Snapshot(request.Kind);
        if (asked > current.ResourceVersion) throw ApiException.TooLargeVersion(asked.Value, current.ResourceVersion);
        var exact = match == "Exact" || (limit > 0 && match is null && asked > 0);
        if (!exact || asked is not { } version) return current;
        return (store.Table(request.Kind).AsOf(version) ?? throw ApiException.Expired($"The resourceVersion for the provided list is too old: {version}"), version);
    }

    internal static long? Version(string? text)
    {
        if (text is not { Length: > 0 }) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw ApiException.BadRequest($"resourceVersion: Invalid value: \"{text}\": must be an unsigned integer");
    }

    private static int Limit(EndpointRequest request)
    {
        if (request.Query("limit") is not { Length: > 0 } text) return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : throw ApiException.BadRequest($"limit is not a number: {text}");
    }
}
