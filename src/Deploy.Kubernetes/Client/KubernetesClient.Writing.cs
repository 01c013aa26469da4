using System.Text.Json.Nodes;
using Deploy.Kubernetes.Serialization;
using Deploy.Kubernetes.Transport;

namespace Deploy.Kubernetes;

public sealed partial class KubernetesClient
{
    /// <summary>Creates an object. The kind's name is filled in; an untyped body keeps every field.</summary>
    public Task<T> CreateAsync<T>(ResourceType<T> type, string? ns, T body, CreateOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest(HttpMethod.Post, type.Path(ns, options?.SubresourceOf, options?.Subresource),
            ("dryRun", DryRun(options?.DryRun)), ("fieldManager", options?.FieldManager ?? _options.Name))
        { Body = type.ToJson(body) };
        return _channel.ReadAsync(request, type.Json, cancellationToken);
    }

    /// <summary>Writes a whole object; only for objects whose every field is known, such as leases. A resource version in it must match.</summary>
    public Task<T> ReplaceAsync<T>(ResourceType<T> type, string? ns, string name, T body, CancellationToken cancellationToken = default) =>
        _channel.ReadAsync(
            new ApiRequest(HttpMethod.Put, type.Path(ns, name), ("fieldManager", _options.Name)) { Body = type.ToJson(body) },
            type.Json, cancellationToken);

    /// <summary>Changes the named fields and leaves alone all others. A metadata.resourceVersion in the patch must match.</summary>
    public Task<T> PatchAsync<T>(ResourceType<T> type, string? ns, string name, Patch patch, PatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest(HttpMethod.Patch, type.Path(ns, name, options?.Subresource),
            ("dryRun", DryRun(options?.DryRun)), ("fieldManager", options?.FieldManager ?? _options.Name))
        { Body = patch.Body, ContentType = patch.ContentType };
        return _channel.ReadAsync(request, type.Json, cancellationToken);
    }

    /// <summary>Deletes an object, or marks it where finalizers or a grace period hold it.</summary>
    public async Task DeleteAsync<T>(ResourceType<T> type, string? ns, string name, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var request = new ApiRequest(HttpMethod.Delete, type.Path(ns, name)) { Body = ToJson(options, "v1") };
        using var response = await _channel.OpenAsync(request, cancellationToken);
    }

    /// <summary>The number of replicas asked for.</summary>
    public async Task<int> GetScaleAsync<T>(ResourceType<T> type, string ns, string name, CancellationToken cancellationToken = default)
    {
        var scale = await _channel.ReadAsync(new ApiRequest(HttpMethod.Get, type.Path(ns, name, "scale")), KubernetesJson.Default.Scale, cancellationToken);
        return scale.Spec.Replicas;
    }

    /// <summary>Asks for a number of replicas, 0 or more.</summary>
    public async Task SetScaleAsync<T>(ResourceType<T> type, string ns, string name, int replicas, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        var request = new ApiRequest(HttpMethod.Patch, type.Path(ns, name, "scale"), ("fieldManager", _options.Name))
        {
            Body = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } },
            ContentType = "application/merge-patch+json",
        };
        using var response = await _channel.OpenAsync(request, cancellationToken);
    }

    /// <summary>Deletes a pod if the disruption budgets allow it now; otherwise the failure is <see cref="KubernetesException.IsTooManyRequests"/>.</summary>
    public async Task EvictAsync(string ns, string pod, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var version = (await GetVersionAsync(cancellationToken)).IsAtLeast(1, 22) ? "v1" : "v1beta1";
        var body = new JsonObject
        {
            ["apiVersion"] = $"policy/{version}",
            ["kind"] = "Eviction",
            ["metadata"] = new JsonObject { ["name"] = pod, ["namespace"] = ns },
            ["deleteOptions"] = ToJson(options, null),
        };
        using var response = await _channel.OpenAsync(new ApiRequest(HttpMethod.Post, Resources.Pods.Path(ns, pod, "eviction")) { Body = body }, cancellationToken);
    }

    private static JsonObject ToJson(DeleteOptions? options, string? apiVersion)
    {
        var json = new JsonObject();
        if (apiVersion is not null)
            (json["apiVersion"], json["kind"]) = (apiVersion, "DeleteOptions");
        if (options?.GracePeriodSeconds is { } grace)
            json["gracePeriodSeconds"] = grace;
        if (options?.Propagation is { } propagation)
            json["propagationPolicy"] = propagation.ToString();
        if (options?.DryRun == true)
            json["dryRun"] = new JsonArray("All");
        if (Preconditions(options) is { } preconditions)
            json["preconditions"] = preconditions;
        return json;
    }

    private static JsonObject? Preconditions(DeleteOptions? options)
    {
        if (options?.Uid is null && options?.ResourceVersion is null)
            return null;
        var json = new JsonObject();
        if (options.Uid is { } uid)
            json["uid"] = uid;
        if (options.ResourceVersion is { } version)
            json["resourceVersion"] = version;
        return json;
    }

    private static string? DryRun(bool? value) => value == true ? "All" : null;
}
