using k8s.Models;

namespace Deploy.Kubernetes;

public sealed partial class KubernetesClient
{
    /// <summary>Creates an object. The kind's name is filled in; an untyped body keeps every field.</summary>
    public Task<T> CreateAsync<T>(ResourceType<T> type, string? ns, T body, CreateOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (dryRun, manager, json) = (DryRun(options?.DryRun), options?.FieldManager ?? _options.Name, type.ToJson(body));
        if (options?.SubresourceOf is { } owner)
            return Api.SendAsync(HttpMethod.Post, Query(type.Path(ns, owner, options.Subresource), ("dryRun", dryRun), ("fieldManager", manager)), json, type.Json, cancellationToken);
        var (at, _) = type.Locate(ns, null);
        return Api.ReadAsync(at is null
            ? Objects.CreateClusterCustomObjectWithHttpMessagesAsync<HttpContent>(json, type.Group, type.Version, type.Plural, dryRun, manager, cancellationToken: cancellationToken)
            : Objects.CreateNamespacedCustomObjectWithHttpMessagesAsync<HttpContent>(json, type.Group, type.Version, at, type.Plural, dryRun, manager, cancellationToken: cancellationToken), type.Json, cancellationToken);
    }

    /// <summary>Writes a whole object; only for objects whose every field is known, such as leases. A resource version in it must match.</summary>
    public Task<T> ReplaceAsync<T>(ResourceType<T> type, string? ns, string name, T body, CancellationToken cancellationToken = default)
    {
        var (at, to) = type.Locate(ns, name);
        var json = type.ToJson(body);
        return Api.ReadAsync(at is null
            ? Objects.ReplaceClusterCustomObjectWithHttpMessagesAsync<HttpContent>(json, type.Group, type.Version, type.Plural, to, fieldManager: _options.Name, cancellationToken: cancellationToken)
            : Objects.ReplaceNamespacedCustomObjectWithHttpMessagesAsync<HttpContent>(json, type.Group, type.Version, at, type.Plural, to, fieldManager: _options.Name, cancellationToken: cancellationToken), type.Json, cancellationToken);
    }

    /// <summary>Changes the named fields and leaves alone all others. A metadata.resourceVersion in the patch must match.</summary>
    public Task<T> PatchAsync<T>(ResourceType<T> type, string? ns, string name, Patch patch, PatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patch);
        var (dryRun, manager) = (DryRun(options?.DryRun), options?.FieldManager ?? _options.Name);
        if (options?.Subresource is { } subresource)
            return Api.SendAsync(HttpMethod.Patch, Query(type.Path(ns, name, subresource), ("dryRun", dryRun), ("fieldManager", manager)), patch.Content, type.Json, cancellationToken);
        var (at, to) = type.Locate(ns, name);
        return Api.ReadAsync(at is null
            ? Objects.PatchClusterCustomObjectWithHttpMessagesAsync<HttpContent>(patch.Content, type.Group, type.Version, type.Plural, to, dryRun, manager, cancellationToken: cancellationToken)
            : Objects.PatchNamespacedCustomObjectWithHttpMessagesAsync<HttpContent>(patch.Content, type.Group, type.Version, at, type.Plural, to, dryRun, manager, cancellationToken: cancellationToken), type.Json, cancellationToken);
    }

    /// <summary>Deletes an object, or marks it where finalizers or a grace period hold it.</summary>
    public async Task DeleteAsync<T>(ResourceType<T> type, string? ns, string name, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var (at, to) = type.Locate(ns, name);
        var body = ToModel(options);
        (body.ApiVersion, body.Kind) = ("v1", "DeleteOptions");
        using var answer = await (at is null
            ? Objects.DeleteClusterCustomObjectWithHttpMessagesAsync<HttpContent>(type.Group, type.Version, type.Plural, to, body, cancellationToken: cancellationToken)
            : Objects.DeleteNamespacedCustomObjectWithHttpMessagesAsync<HttpContent>(type.Group, type.Version, at, type.Plural, to, body, cancellationToken: cancellationToken));
    }

    /// <summary>The number of replicas asked for.</summary>
    public async Task<int> GetScaleAsync<T>(ResourceType<T> type, string ns, string name, CancellationToken cancellationToken = default)
    {
        var (at, to) = type.Locate(ns, name);
        using var scale = await Objects.GetNamespacedCustomObjectScaleWithHttpMessagesAsync<V1Scale>(type.Group, type.Version, at, type.Plural, to, cancellationToken: cancellationToken);
        return scale.Body.Spec?.Replicas ?? 0;
    }

    /// <summary>Asks for a number of replicas, 0 or more.</summary>
    public async Task SetScaleAsync<T>(ResourceType<T> type, string ns, string name, int replicas, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        var (at, to) = type.Locate(ns, name);
        var patch = new V1Patch(new V1Scale { Spec = new() { Replicas = replicas } }, V1Patch.PatchType.MergePatch);
        using var answer = await Objects.PatchNamespacedCustomObjectScaleWithHttpMessagesAsync<HttpContent>(
            patch, type.Group, type.Version, at, type.Plural, to, fieldManager: _options.Name, cancellationToken: cancellationToken);
    }

    /// <summary>Deletes a pod if the disruption budgets allow it now; otherwise the failure is <see cref="KubernetesException.IsTooManyRequests"/>.</summary>
    public async Task EvictAsync(string ns, string pod, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (at, to) = Resources.Pods.Locate(ns, pod);
        var version = (await GetVersionAsync(cancellationToken)).IsAtLeast(1, 22) ? "v1" : "v1beta1";
        var eviction = new V1Eviction
        {
            ApiVersion = $"policy/{version}",
            Kind = V1Eviction.KubeKind,
            Metadata = new() { Name = pod, NamespaceProperty = ns },
            DeleteOptions = ToModel(options),
        };
        using var answer = await Api.CoreV1.CreateNamespacedPodEvictionWithHttpMessagesAsync(eviction, to, at, cancellationToken: cancellationToken);
    }

    private static V1DeleteOptions ToModel(DeleteOptions? options) => new()
    {
        GracePeriodSeconds = options?.GracePeriodSeconds,
        PropagationPolicy = options?.Propagation?.ToString(),
        DryRun = options?.DryRun == true ? ["All"] : null,
        Preconditions = options is { Uid: null, ResourceVersion: null } or null ? null : new() { Uid = options.Uid, ResourceVersion = options.ResourceVersion },
    };

    private static string? DryRun(bool? value) => value == true ? "All" : null;
}
