using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Api;

/// <summary>Whoever knows the secret path may do everything; questions about access are answered so.</summary>
internal static class AccessReviews
{
    private const string User = "local-cluster-owner";

    /// <summary>The answer to a review, or null when there is no such kind.</summary>
    public static JsonObject? Answer(string review) => review switch
    {
        "selfsubjectaccessreviews" => Of("SelfSubjectAccessReview", new JsonObject { ["allowed"] = true }),
        "subjectaccessreviews" => Of("SubjectAccessReview", new JsonObject { ["allowed"] = true }),
        "localsubjectaccessreviews" => Of("LocalSubjectAccessReview", new JsonObject { ["allowed"] = true }),
        "selfsubjectrulesreviews" => Of("SelfSubjectRulesReview", new JsonObject
        {
            ["resourceRules"] = new JsonArray(Rule("apiGroups", "resources")),
            ["nonResourceRules"] = new JsonArray(Rule("nonResourceURLs")),
            ["incomplete"] = false,
        }),
        _ => null,
    };

    public static JsonObject WhoAmI() => new()
    {
        ["kind"] = "SelfSubjectReview",
        ["apiVersion"] = "authentication.k8s.io/v1",
        ["metadata"] = new JsonObject(),
        ["status"] = new JsonObject { ["userInfo"] = new JsonObject { ["username"] = User, ["groups"] = new JsonArray("system:masters") } },
    };

    private static JsonObject Of(string kind, JsonObject status) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = "authorization.k8s.io/v1",
        ["metadata"] = new JsonObject(),
        ["status"] = status,
    };

    private static JsonObject Rule(params string[] scopes)
    {
        var rule = new JsonObject { ["verbs"] = new JsonArray("*") };
        foreach (var scope in scopes) rule[scope] = new JsonArray("*");
        return rule;
    }
}
