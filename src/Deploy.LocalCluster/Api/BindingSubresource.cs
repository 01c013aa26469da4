using System.Text.Json.Nodes;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Assigns a pod to a node, once.</summary>
internal sealed class BindingSubresource(ClusterStore store, TimeProvider time)
{
    /// <exception cref="ApiException">400, 404 or 409.</exception>
    public async Task<EndpointResponse> BindAsync(ResourceRequest request, CancellationToken ct)
    {
        var body = await BodyRules.ReadObjectAsync(request.Http, ct);
        var node = body.Text("target", "name") is { Length: > 0 } name ? name : throw ApiException.BadRequest("target.name: Required value");
        while (true)
        {
            var before = store.Find(request.Kind, request.Object) ?? throw ApiException.NotFound(request.Kind, request.Name!);
            var after = Bind(before, node, body.Text("metadata", "uid"));
            if (request.IsDryRun || store.TryWrite(request.Kind, request.Object, before, after) is not null)
                return ApiServer.Answer(201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 });
        }
    }

    private JsonObject Bind(StoredObject pod, string node, string? uid)
    {
        var kind = ResourceKinds.Pods;
        var name = pod.Name.Name;
        var item = pod.ToJson();
        if (uid is { Length: > 0 } && uid != pod.Uid)
            throw ApiException.Conflict(kind, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {pod.Uid}");
        if (item.Text("metadata", "deletionTimestamp") is not null) throw ApiException.Conflict(kind, name, $"pod {name} is being deleted, cannot be assigned to a host");
        if (item.Text("spec", "nodeName") is { Length: > 0 } present) throw ApiException.Conflict(kind, name, $"pod {name} is already assigned to node \"{present}\"");
        item.Child("spec")["nodeName"] = node;
        SetScheduled(item.Child("status"));
        return item;
    }

    private void SetScheduled(JsonObject status)
    {
        if (status["conditions"] is not JsonArray conditions) status["conditions"] = conditions = [];
        conditions.RemoveAll(condition => condition.Text("type") == "PodScheduled");
        conditions.Add(new JsonObject { ["type"] = "PodScheduled", ["status"] = "True", ["lastProbeTime"] = null, ["lastTransitionTime"] = time.GetUtcNow().ToApiTime() });
    }
}
