using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Kubernetes;

/// <summary>A kind of object on the server, and the type that it is read into.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version">Such as v1.</param>
/// <param name="Plural">The name in URLs, such as pods.</param>
/// <param name="Kind">Such as Pod.</param>
/// <param name="Namespaced">False for cluster-wide kinds.</param>
/// <param name="Metadata">Makes what says how objects are read and written; asked when first needed.</param>
public sealed record ResourceType<T>(string Group, string Version, string Plural, string Kind, bool Namespaced, Func<JsonTypeInfo<T>> Metadata)
{
    /// <summary>How objects are read and written.</summary>
    public JsonTypeInfo<T> Json => field ??= Metadata();

    /// <summary>How objects of a list are read where the server sends the binary form; null: lists are asked for as JSON.</summary>
    public DecodeMessage<T>? Message { get; init; }

    /// <summary>Such as v1 or apps/v1.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The same kind read into another type, for instance one with fewer fields.</summary>
    public ResourceType<TOther> As<TOther>(Func<JsonTypeInfo<TOther>> metadata, DecodeMessage<TOther>? message = null) =>
        new(Group, Version, Plural, Kind, Namespaced, metadata) { Message = message };

    /// <summary>The object as JSON, with apiVersion and kind filled in.</summary>
    public JsonObject ToJson(T body)
    {
        var json = body as JsonObject ?? JsonSerializer.SerializeToNode(body, Json)!.AsObject();
        if (json["apiVersion"] is not null && json["kind"] is not null)
            return json;
        json = ReferenceEquals(json, body) ? json.DeepClone().AsObject() : json;
        json["apiVersion"] ??= ApiVersion;
        json["kind"] ??= Kind;
        return json;
    }

    /// <summary>The path of the collection, or of one object in it.</summary>
    /// <exception cref="ArgumentException">The namespace or the name is missing or no valid path segment.</exception>
    internal string Path(string? ns, string? name = null, string? subresource = null)
    {
        var path = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        if (Namespaced && ns is not null)
            path += $"/namespaces/{Segment(ns)}";
        else if (Namespaced && name is not null)
            throw new ArgumentException($"A namespace is needed to name a {Kind}.", nameof(ns));
        path += $"/{Plural}";
        if (name is not null)
            path += $"/{Segment(name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    /// <summary>The namespace, null for a cluster-wide kind, and the name as a path takes them: the package writes both into its paths as they are.</summary>
    /// <exception cref="ArgumentException">One of them is missing or no valid path segment.</exception>
    internal (string? Namespace, string Name) Locate(string? ns, string? name)
    {
        if (Namespaced && ns is null)
            throw new ArgumentException($"A namespace is needed to name a {Kind}.", nameof(ns));
        return (Namespaced ? Segment(ns!) : null, name is null ? "" : Segment(name));
    }

    // An empty name would address the whole collection: a delete of it must never happen by accident.
    private static string Segment(string value) =>
        value.Length == 0 || value is "." or ".." || value.AsSpan().ContainsAny('/', '%')
            ? throw new ArgumentException($"'{value}' is not a valid name.", nameof(value))
            : Uri.EscapeDataString(value);
}
