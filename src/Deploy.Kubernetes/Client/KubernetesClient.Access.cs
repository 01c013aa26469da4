using System.Net;
using k8s.Models;

namespace Deploy.Kubernetes;

public sealed partial class KubernetesClient
{
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
        var review = new V1SelfSubjectAccessReview
        {
            ApiVersion = "authorization.k8s.io/v1",
            Kind = V1SelfSubjectAccessReview.KubeKind,
            Spec = new()
            {
                ResourceAttributes = new() { Verb = verb, Group = group, Resource = parts[0], Subresource = parts.ElementAtOrDefault(1), NamespaceProperty = ns },
            },
        };
        try
        {
            using var answer = await Api.AuthorizationV1.CreateSelfSubjectAccessReviewWithHttpMessagesAsync(review, fieldManager: _options.Name, cancellationToken: cancellationToken);
            return answer.Body.Status?.Allowed is true;
        }
        catch (KubernetesException e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            return true;
        }
    }
}
