using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>What a request asks for: the verb, the type, the object and the subresource, taken from method and path.</summary>
internal sealed record ResourceRequest(RequestVerb Verb, ResourceKind Kind, string? Namespace, string? Name, string Subresource, string Rest, EndpointRequest Http)
{
    /// <summary>The object; only where a name is given.</summary>
    public ObjectName Object => new(Namespace ?? "", Name ?? "");

    public bool IsDryRun => Http.Query("dryRun") == "All";

    /// <summary>Reads a path below /api/v1 or /apis/group/version.</summary>
    /// <exception cref="ApiException">404 for what is not served, 405 for a method that does not fit.</exception>
    public static ResourceRequest Parse(EndpointRequest http, string group, string version, ReadOnlySpan<string> path)
    {
        string? ns = null;
        if (path is ["namespaces", var scope, var below, ..] && below is not ("status" or "finalize"))
        {
            ns = scope;
            path = path[2..];
        }

        if (path.Length == 0 || ResourceKinds.Find(group, version, path[0]) is not { } kind) throw ApiException.PathNotFound();
        var name = path.Length > 1 ? path[1] : null;
        // Only lists may leave the namespace of a namespaced type open; cluster-wide types never have one.
        if (kind.Namespaced ? ns is null && (name is not null || http.Method == "POST") : ns is not null) throw ApiException.PathNotFound();
        var subresource = path.Length > 2 ? path[2] : "";
        var rest = path.Length > 3 ? string.Join('/', path[3..].ToArray().Select(Uri.EscapeDataString)) : "";
        return new(VerbOf(http, name), kind, ns, name, subresource, rest, http);
    }

    private static RequestVerb VerbOf(EndpointRequest http, string? name) => (http.Method, name) switch
    {
        ("GET" or "HEAD", null) => IsOn(http.Query("watch")) ? RequestVerb.Watch : RequestVerb.List,
        ("GET" or "HEAD", _) => RequestVerb.Get,
        ("POST", _) => RequestVerb.Create,
        ("PUT", not null) => RequestVerb.Update,
        ("PATCH", not null) => RequestVerb.Patch,
        ("DELETE", null) => RequestVerb.DeleteCollection,
        ("DELETE", _) => RequestVerb.Delete,
        _ => throw ApiException.MethodNotAllowed(),
    };

    internal static bool IsOn(string? value) => value is "true" or "1" or "True";
}
