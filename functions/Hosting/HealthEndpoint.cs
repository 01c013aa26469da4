using Deploy.Functions.Settings;
using Deploy.Kubernetes;

namespace Deploy.Functions.Hosting;

/// <summary>Says whether every cluster answers. The Functions host does not ask for it; probes and people do.</summary>
internal static class HealthEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<IResult> AnswerAsync(ClusterTargets targets, TimeProvider time, CancellationToken ct)
    {
        var states = await Task.WhenAll(targets.All.Select(t => AskAsync(t, time, ct)));
        var healthy = states.All(s => s.Value == "ok");
        return Results.Json(new HealthAnswer(healthy ? "ok" : "degraded", states.ToDictionary(StringComparer.Ordinal)),
            FunctionJson.Default.HealthAnswer, statusCode: healthy ? 200 : 503);
    }

    private static async Task<KeyValuePair<string, string>> AskAsync(ClusterTarget target, TimeProvider time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await target.Context.Cluster.GetVersionAsync(both.Token);
            return new(target.Name, "ok");
        }
        catch (KubernetesException e)
        {
            return new(target.Name, e.Code);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(target.Name, "KubeAPIServer.Timeout");
        }
    }
}
