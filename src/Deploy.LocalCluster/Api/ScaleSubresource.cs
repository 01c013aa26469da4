using System.Text.Json.Nodes;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Selection;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>The replica count of a workload as an object of its own (autoscaling/v1 Scale).</summary>
internal sealed class ScaleSubresource(ClusterStore store, ObjectUpdate update)
{
    private static readonly ResourceKind ScaleKind = new() { Group = "autoscaling", Version = "v1", Plural = "scales", Kind = "Scale" };

    /// <exception cref="ApiException">400, 404, 409 or 422.</exception>
    public async Task<EndpointResponse> HandleAsync(ResourceRequest request, CancellationToken ct)
    {
        switch (request.Verb)
        {
            case RequestVerb.Get:
                var found = store.Find(request.Kind, request.Object) ?? throw ApiException.NotFound(request.Kind, request.Name!);
                return ApiServer.Answer(200, ScaleOf(found.ToJson()));
            case RequestVerb.Update:
                var wanted = await BodyRules.ReadObjectAsync(request.Http, ct);
                return Change(request, _ => wanted);
            case RequestVerb.Patch:
                var patch = await PatchRequest.ReadAsync(request with { Kind = ScaleKind }, ct);
                return Change(request, patch.Apply);
            default:
                throw ApiException.MethodNotAllowed();
        }
    }

    private EndpointResponse Change(ResourceRequest request, Func<JsonObject, JsonObject> change)
    {
        var changed = update.Update(request.Kind, request.Object, "", item => With(item, change(ScaleOf(item))), request.IsDryRun);
        return ApiServer.Answer(200, ScaleOf(changed.ToJson()));
    }

    private static JsonObject With(JsonObject item, JsonObject scale)
    {
        var replicas = scale.At("spec", "replicas") is null ? 0 : scale.Number("spec", "replicas");
        if (replicas is not >= 0)
            throw ApiException.Invalid(ScaleKind, item.Text("metadata", "name") ?? "", [FieldError.Invalid("spec.replicas", scale.At("spec", "replicas"), "must be greater than or equal to 0")]);
        foreach (var name in (string[])["uid", "resourceVersion"])
        {
            if (scale.Text("metadata", name) is { Length: > 0 } precondition) item.Child("metadata")[name] = precondition;
        }

        item.Child("spec")["replicas"] = replicas;
        return item;
    }

    private static JsonObject ScaleOf(JsonObject item)
    {
        var metadata = new JsonObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"]) metadata[name] = item.At("metadata", name)?.DeepClone();
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = item.Number("spec", "replicas") ?? 0 },
            ["status"] = new JsonObject
            {
                ["replicas"] = item.Number("status", "replicas") ?? 0,
                ["selector"] = item.Object("spec", "selector") is { } selector ? SelectorText.Of(selector) : "",
            },
        };
    }
}
