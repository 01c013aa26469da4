using System.Text.Json.Nodes;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Store;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Api;

/// <summary>The Kubernetes API: finds what a path is about, has it done, and turns every failure into a Status.</summary>
internal sealed partial class ApiServer(ResourceEndpoint resources, ILogger<ApiServer> logger) : IHttpEndpoint
{
    public async Task<EndpointResponse> HandleAsync(EndpointRequest request, CancellationToken ct)
    {
        if (logger.IsEnabled(LogLevel.Debug)) LogRequest(logger, request.Method, request.Path, request.Header("User-Agent") ?? "");
        try
        {
            return await RouteAsync(request, ct);
        }
        catch (ApiException e)
        {
            return Failure(e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailure(logger, e, request.Method, request.Path);
            return Failure(ApiException.Internal(e.Message));
        }
    }

    private async Task<EndpointResponse> RouteAsync(EndpointRequest request, CancellationToken ct)
    {
        var path = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        switch (path)
        {
            case ["healthz" or "readyz" or "livez", ..]:
                return EndpointResponse.Text(200, "ok");
            case ["version"]:
                return Answer(200, Discovery.Version());
            case ["api"]:
                return Answer(200, Discovery.CoreVersions());
            case ["apis"]:
                return Answer(200, Discovery.Groups());
            case ["apis", var group]:
                return Answer(200, Discovery.Group(group));
            case ["api", "v1"]:
                return Answer(200, Discovery.Resources("", "v1"));
            case ["apis", var group, var version]:
                return Answer(200, Discovery.Resources(group, version));
            case ["openapi", "v2"]:
                return OpenApi.Document(request);
            case ["apis", "authorization.k8s.io", "v1", .., var review] when AccessReviews.Answer(review) is { } answer:
                return Answer(201, answer);
            case ["apis", "authentication.k8s.io", "v1", "selfsubjectreviews"]:
                return Answer(201, AccessReviews.WhoAmI());
            case ["api", "v1", .. var rest]:
                return await resources.HandleAsync(request, "", "v1", rest, ct);
            case ["apis", var group, var version, .. var rest]:
                return await resources.HandleAsync(request, group, version, rest, ct);
            default:
                throw ApiException.PathNotFound();
        }
    }

    internal static EndpointResponse Answer(int status, JsonObject body) => EndpointResponse.Json(status, JsonBytes.Serialize(body));

    private static EndpointResponse Failure(ApiException e)
    {
        var answer = Answer(e.Code, e.ToStatus());
        if (e.RetryAfterSeconds is { } seconds) answer.Headers.Add(new("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return answer;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} by {Agent}")]
    private static partial void LogRequest(ILogger logger, string method, string path, string agent);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method, string path);
}
