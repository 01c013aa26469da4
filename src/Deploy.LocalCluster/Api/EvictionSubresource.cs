using System.Text.Json.Nodes;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Selection;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Deletes a pod if its disruption budget allows it.</summary>
internal sealed class EvictionSubresource(ClusterStore store, ObjectUpdate update, ObjectDeletion deletion, TimeProvider time)
{
    private const int RetryAfterSeconds = 10;

    /// <exception cref="ApiException">400, 404, 409, 429, or 500 when more than one budget covers the pod.</exception>
    public async Task<EndpointResponse> EvictAsync(ResourceRequest request, CancellationToken ct)
    {
        var body = await BodyRules.ReadObjectAsync(request.Http, ct);
        if (body.Text("metadata", "name") is { Length: > 0 } name && name != request.Name)
            throw ApiException.BadRequest("name in URL does not match name in Eviction object");
        var settings = DeleteSettings.Read(request.Http, body.Object("deleteOptions"));
        var pod = store.Find(request.Kind, request.Object) ?? throw ApiException.NotFound(request.Kind, request.Name!);
        if (NeedsBudget(pod)) TakeFromBudget(pod, settings.IsDryRun);
        deletion.Delete(request.Kind, request.Object, settings with { Uid = settings.Uid ?? pod.Uid });
        return ApiServer.Answer(201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 });
    }

    /// <summary>A pod that has ended, has not begun, or is going anyway disrupts nobody.</summary>
    private static bool NeedsBudget(StoredObject pod) =>
        pod.Field("status.phase") is not ("Succeeded" or "Failed" or "Pending") && pod.ToJson().Text("metadata", "deletionTimestamp") is null;

    private void TakeFromBudget(StoredObject pod, bool dryRun)
    {
        var budgets = store.Table(ResourceKinds.PodDisruptionBudgets).Current.Enumerate(pod.Name.Namespace)
            .Where(budget => budget.ToJson().Object("spec", "selector") is { } selector && LabelSelector.FromObject(selector).Matches(pod.Labels))
            .ToArray();
        if (budgets.Length == 0) return;
        if (budgets.Length > 1) throw ApiException.Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        if (IsUnhealthyWithin(pod, budgets[0].ToJson())) return;
        update.Update(ResourceKinds.PodDisruptionBudgets, budgets[0].Name, "status", budget => Disrupt(budget, pod.Name.Name), dryRun);
    }

    /// <summary>A pod that is not ready may go as long as the others are enough.</summary>
    private static bool IsUnhealthyWithin(StoredObject pod, JsonObject budget)
    {
        var ready = pod.ToJson().Objects("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");
        if (ready) return false;
        if (budget.Text("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow") return true;
        var desired = budget.Number("status", "desiredHealthy") ?? 0;
        return desired > 0 && (budget.Number("status", "currentHealthy") ?? 0) >= desired;
    }

    private JsonObject Disrupt(JsonObject budget, string pod)
    {
        var name = budget.Text("metadata", "name");
        var status = budget.Child("status");
        if ((status.Number("observedGeneration") ?? 0) < (budget.Number("metadata", "generation") ?? 0))
            throw Refused($"The disruption budget {name} is still being processed by the server.", RetryAfterSeconds);
        var allowed = status.Number("disruptionsAllowed") ?? 0;
        if (allowed <= 0)
            throw Refused($"The disruption budget {name} needs {status.Number("desiredHealthy") ?? 0} healthy pods and has {status.Number("currentHealthy") ?? 0} currently");
        status["disruptionsAllowed"] = allowed - 1;
        if (status["disruptedPods"] is not JsonObject disrupted) status["disruptedPods"] = disrupted = [];
        disrupted[pod] = time.GetUtcNow().ToApiTime();
        return budget;
    }

    /// <summary>When a budget will allow more is not known, so only a budget that is behind says when to come again, as on a real server.</summary>
    private static ApiException Refused(string cause, int? retryAfterSeconds = null) => ApiException.TooManyRequests(
        "Cannot evict pod as it would violate the pod's disruption budget.", retryAfterSeconds,
        new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = cause }));
}
