using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Api;

/// <summary>A namespace that one case has to itself, and short ways to the objects in it. It is deleted when the case ends.</summary>
public sealed class TestNamespace(ClusterApi api, string name, string policyVersion) : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["deployments"] = "apps/v1",
        ["replicasets"] = "apps/v1",
        ["statefulsets"] = "apps/v1",
        ["daemonsets"] = "apps/v1",
        ["controllerrevisions"] = "apps/v1",
        ["leases"] = "coordination.k8s.io/v1",
        ["roles"] = "rbac.authorization.k8s.io/v1",
        ["rolebindings"] = "rbac.authorization.k8s.io/v1",
    };

    public ClusterApi Api => api;

    public string Name => name;

    /// <summary>The policy group's version here, such as <c>policy/v1</c>.</summary>
    public string PolicyVersion => policyVersion;

    public static async Task<TestNamespace> CreateAsync(ClusterApi api)
    {
        var created = (await api.SendAsync(HttpMethod.Post, "/api/v1/namespaces", Yaml.Read("metadata: {generateName: case-}"))).Succeed();
        return new TestNamespace(api, created.Name(), await api.GetPolicyVersionAsync());
    }

    /// <summary>The path of a collection, an object or a subresource, with the query that the caller adds.</summary>
    public string Path(string resource, string query = "")
    {
        var plural = resource.Split('/')[0];
        var group = plural == "poddisruptionbudgets" ? policyVersion : Groups.GetValueOrDefault(plural);
        var root = group is null ? "/api/v1" : $"/apis/{group}";
        return $"{root}/namespaces/{name}/{resource}{(query.Length > 0 ? "?" : "")}{query}";
    }

    public Task<ApiAnswer> TryCreateAsync(string plural, string yaml, string query = "") =>
        api.SendAsync(HttpMethod.Post, Path(plural, query), Yaml.Read(yaml));

    public async Task<JsonObject> CreateAsync(string plural, string yaml, string query = "") => (await TryCreateAsync(plural, yaml, query)).Succeed();

    public Task<ApiAnswer> TryGetAsync(string resource, string query = "") => api.SendAsync(HttpMethod.Get, Path(resource, query));

    public async Task<JsonObject> GetAsync(string resource, string query = "") => (await TryGetAsync(resource, query)).Succeed();

    public Task<ApiAnswer> TryPutAsync(string resource, JsonObject body) => api.SendAsync(HttpMethod.Put, Path(resource), body);

    public async Task<JsonObject> PutAsync(string resource, JsonObject body) => (await TryPutAsync(resource, body)).Succeed();

    /// <summary>Patches with a document written as YAML; the content type says which of the three kinds it is.</summary>
    public Task<ApiAnswer> TryPatchAsync(string resource, string yaml, string contentType = ClusterApi.Merge, string query = "") =>
        api.SendAsync(HttpMethod.Patch, Path(resource, query), Yaml.Parse(yaml), contentType);

    public async Task<JsonObject> PatchAsync(string resource, string yaml, string contentType = ClusterApi.Merge, string query = "") =>
        (await TryPatchAsync(resource, yaml, contentType, query)).Succeed();

    public Task<ApiAnswer> TryDeleteAsync(string resource, string? options = null, string query = "") =>
        api.SendAsync(HttpMethod.Delete, Path(resource, query), options is null ? null : Yaml.Read(options));

    public async Task<JsonObject> DeleteAsync(string resource, string? options = null, string query = "") =>
        (await TryDeleteAsync(resource, options, query)).Succeed();

    public Task<JsonObject> UntilAsync(string resource, Func<JsonObject, bool> wanted, string query = "") => api.UntilAsync(Path(resource, query), wanted);

    public Task UntilGoneAsync(string resource) => api.UntilGoneAsync(Path(resource));

    public async ValueTask DisposeAsync() => await api.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{name}");
}
