using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>What is served, in the form that clients ask for it.</summary>
internal static class Discovery
{
    public const string GitVersion = "v1.33.4";

    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private static readonly (string Group, string Version)[] Virtual = [("authentication.k8s.io", "v1"), ("authorization.k8s.io", "v1")];

    public static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "33",
        ["gitVersion"] = GitVersion,
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2025-08-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "",
        ["platform"] = "local",
    };

    public static JsonObject CoreVersions() => new() { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1"), ["serverAddressByClientCIDRs"] = new JsonArray() };

    public static JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. ResourceKinds.GroupVersions.Concat(Virtual).Where(served => served.Group.Length > 0).Select(served => Group(served.Group, served.Version))]),
    };

    /// <exception cref="ApiException">404: no such group.</exception>
    public static JsonObject Group(string name)
    {
        var (group, version) = ResourceKinds.GroupVersions.Concat(Virtual).FirstOrDefault(served => served.Group == name && name.Length > 0);
        if (group is null) throw ApiException.PathNotFound();
        var found = Group(group, version);
        found["kind"] = "APIGroup";
        found["apiVersion"] = "v1";
        return found;
    }

    /// <exception cref="ApiException">404: no such version.</exception>
    public static JsonObject Resources(string group, string version)
    {
        var resources = ResourceKinds.All.Where(kind => kind.Group == group && kind.Version == version).SelectMany(Entries).Concat(Reviews(group)).ToArray<JsonNode>();
        if (resources.Length == 0) throw ApiException.PathNotFound();
        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray(resources),
        };
    }

    private static JsonObject Group(string group, string version)
    {
        var entry = new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version };
        return new JsonObject { ["name"] = group, ["versions"] = new JsonArray(entry), ["preferredVersion"] = entry.DeepClone() };
    }

    private static IEnumerable<JsonObject> Entries(ResourceKind kind)
    {
        var entry = Entry(kind.Plural, kind.Namespaced, kind.Kind, Verbs);
        entry["singularName"] = kind.Singular;
        if (kind.ShortNames.Count > 0) entry["shortNames"] = Texts(kind.ShortNames);
        if (kind.Categories.Count > 0) entry["categories"] = Texts(kind.Categories);
        yield return entry;
        if (kind.HasStatus) yield return Entry($"{kind.Plural}/status", kind.Namespaced, kind.Kind, "get", "patch", "update");
        if (kind.HasScale) yield return Of(Entry($"{kind.Plural}/scale", true, "Scale", "get", "patch", "update"), "autoscaling", "v1");
        if (kind == ResourceKinds.Namespaces) yield return Entry("namespaces/finalize", false, "Namespace", "update");
        if (kind == ResourceKinds.Services) yield return Entry("services/proxy", true, "ServiceProxyOptions", "create", "delete", "get", "patch", "update");
        if (kind != ResourceKinds.Pods) yield break;
        yield return Entry("pods/binding", true, "Binding", "create");
        yield return Of(Entry("pods/eviction", true, "Eviction", "create"), "policy", "v1");
        yield return Entry("pods/log", true, "Pod", "get");
        yield return Entry("pods/proxy", true, "PodProxyOptions", "create", "delete", "get", "patch", "update");
    }

    private static IEnumerable<JsonObject> Reviews(string group) => group switch
    {
        "authorization.k8s.io" =>
        [
            Entry("selfsubjectaccessreviews", false, "SelfSubjectAccessReview", "create"),
            Entry("selfsubjectrulesreviews", false, "SelfSubjectRulesReview", "create"),
            Entry("subjectaccessreviews", false, "SubjectAccessReview", "create"),
            Entry("localsubjectaccessreviews", true, "LocalSubjectAccessReview", "create"),
        ],
        "authentication.k8s.io" => [Entry("selfsubjectreviews", false, "SelfSubjectReview", "create")],
        _ => [],
    };

    private static JsonObject Entry(string name, bool namespaced, string kind, params string[] verbs) =>
        new() { ["name"] = name, ["singularName"] = "", ["namespaced"] = namespaced, ["kind"] = kind, ["verbs"] = Texts(verbs) };

    private static JsonObject Of(JsonObject entry, string group, string version)
    {
        entry["group"] = group;
        entry["version"] = version;
        return entry;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
