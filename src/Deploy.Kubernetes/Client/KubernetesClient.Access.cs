using System.Net;
using System.Text.Json.Nodes;

namespace Deploy.Kubernetes;

public sealed partial class KubernetesClient
{
    private static readonly ResourceType<JsonObject> AccessReviews = Resources.Untyped("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", namespaced: false);

    /// <summary>Whether the server lets this account do something, asked beforehand: a try would be a refusal in the server's log.</summary>
    /// <param name="verb">Such as <c>list</c>.</param>
    /// <param name="group">The API group; empty for the core.</param>
    /// <param name="resource">The plural, with the subresource where one is meant: <c>pods/log</c>.</param>
    /// <param name="ns">The namespace; null for all of them, or for what has none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True also where the server has no such question: it then has no rights to ask for.</returns>
    public async Task<bool> MayAsync(string verb, string group, string resource, string? ns, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        var parts = resource.Split('/', 2);
        var asked = new JsonObject { ["verb"] = verb, ["group"] = group, ["resource"] = parts[0] };
        if (parts.Length > 1)
            asked["subresource"] = parts[1];
        if (ns is not null)
            asked["namespace"] = ns;
        var review = new JsonObject { ["apiVersion"] = AccessReviews.ApiVersion, ["kind"] = AccessReviews.Kind, ["spec"] = new JsonObject { ["resourceAttributes"] = asked } };
        try
        {
            var answer = await CreateAsync(AccessReviews, null, review, cancellationToken: cancellationToken);
            return answer["status"]?["allowed"]?.GetValue<bool>() is true;
        }
        catch (KubernetesException e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            return true;
        }
    }
}
