using System.Text.Json.Nodes;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Requests about objects and their subresources.</summary>
internal sealed class ResourceEndpoint(
    ClusterStore store, ObjectCreation creation, ObjectUpdate update, ObjectDeletion deletion, ObjectList lists, ObjectWatch watches,
    ScaleSubresource scale, BindingSubresource binding, EvictionSubresource eviction, LogSubresource logs, ProxySubresource proxy, TimeProvider time)
{
    public async Task<EndpointResponse> HandleAsync(EndpointRequest http, string group, string version, string[] path, CancellationToken ct)
    {
        var request = ResourceRequest.Parse(http, group, version, path);
        return request.Subresource switch
        {
            "" => await HandleObjectAsync(request, ct),
            "status" when request.Kind.HasStatus => await HandleStatusAsync(request, ct),
            "finalize" when request.Kind == ResourceKinds.Namespaces && request.Verb == RequestVerb.Update => await UpdateAsync(request, ct),
            "scale" when request.Kind.HasScale => await scale.HandleAsync(request, ct),
            "binding" when request.Kind == ResourceKinds.Pods && request.Verb == RequestVerb.Create => await binding.BindAsync(request, ct),
            "eviction" when request.Kind == ResourceKinds.Pods && request.Verb == RequestVerb.Create => await eviction.EvictAsync(request, ct),
            "log" when request.Kind == ResourceKinds.Pods && request.Verb == RequestVerb.Get => logs.Open(request),
            "proxy" when request.Kind == ResourceKinds.Pods || request.Kind == ResourceKinds.Services => await proxy.ForwardAsync(request, ct),
            _ => throw ApiException.PathNotFound(),
        };
    }

    private async Task<EndpointResponse> HandleObjectAsync(ResourceRequest request, CancellationToken ct)
    {
        switch (request.Verb)
        {
            case RequestVerb.Get when ResourceRequest.IsOn(request.Http.Query("watch")):
            case RequestVerb.Watch:
                return new EndpointResponse { Status = 200, ContentType = "application/json", WriteBody = watches.Open(request) };
            case RequestVerb.Get:
                return Answer(request, 200, Find(request));
            case RequestVerb.List:
                return List(request);
            case RequestVerb.Create when request.Name is null:
                var created = creation.Create(request.Kind, request.Namespace, await BodyRules.ReadObjectAsync(request.Http, ct), request.IsDryRun);
                return Answer(request, 201, created);
            case RequestVerb.Update:
                return await UpdateAsync(request, ct);
            case RequestVerb.Patch:
                return await PatchAsync(request, ct);
            case RequestVerb.Delete:
                return await DeleteAsync(request, ct);
            case RequestVerb.DeleteCollection:
                return await DeleteCollectionAsync(request, ct);
            default:
                throw ApiException.MethodNotAllowed();
        }
    }

    private async Task<EndpointResponse> HandleStatusAsync(ResourceRequest request, CancellationToken ct) => request.Verb switch
    {
        RequestVerb.Get => Answer(request, 200, Find(request)),
        RequestVerb.Update => await UpdateAsync(request, ct),
        RequestVerb.Patch => await PatchAsync(request, ct),
        _ => throw ApiException.MethodNotAllowed(),
    };

    private StoredObject Find(ResourceRequest request) =>
        store.Find(request.Kind, request.Object) ?? throw ApiException.NotFound(request.Kind, request.Name!);

    private EndpointResponse List(ResourceRequest request)
    {
        var page = lists.List(request);
        var view = ObjectView.For(request.Http, time);
        return new EndpointResponse { Status = 200, ContentType = "application/json", WriteBody = (stream, ct) => view.WriteListAsync(stream, request.Kind, page, ct) };
    }

    private async Task<EndpointResponse> UpdateAsync(ResourceRequest request, CancellationToken ct)
    {
        var body = await BodyRules.ReadObjectAsync(request.Http, ct);
        if (store.Find(request.Kind, request.Object) is null && body.Text("metadata", "uid") is null && request.Kind.Kind is ("Lease" or "Endpoints") && request.Subresource.Length == 0)
            return Answer(request, 201, creation.Create(request.Kind, request.Namespace, body, request.IsDryRun));
        return Answer(request, 200, update.Update(request.Kind, request.Object, request.Subresource, _ => body.DeepClone().AsObject(), request.IsDryRun));
    }

    private async Task<EndpointResponse> PatchAsync(ResourceRequest request, CancellationToken ct)
    {
        var patch = await PatchRequest.ReadAsync(request, ct);
        return Answer(request, 200, update.Update(request.Kind, request.Object, request.Subresource, patch.Apply, request.IsDryRun));
    }

    private async Task<EndpointResponse> DeleteAsync(ResourceRequest request, CancellationToken ct)
    {
        var settings = DeleteSettings.Read(request.Http, await BodyRules.ReadAsync(request.Http, ct) as JsonObject);
        var (item, gone) = deletion.Delete(request.Kind, request.Object, settings);
        if (!gone || request.Kind == ResourceKinds.Pods) return Answer(request, 200, item);
        var details = new JsonObject { ["name"] = request.Name, ["kind"] = request.Kind.Plural, ["uid"] = item.Uid };
        if (request.Kind.Group.Length > 0) details["group"] = request.Kind.Group;
        return ApiServer.Answer(200, new JsonObject
        {
            ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details,
        });
    }

    private async Task<EndpointResponse> DeleteCollectionAsync(ResourceRequest request, CancellationToken ct)
    {
        if (request.Kind.Namespaced && request.Namespace is null) throw ApiException.MethodNotAllowed();
        var settings = DeleteSettings.Read(request.Http, await BodyRules.ReadAsync(request.Http, ct) as JsonObject);
        var page = lists.List(request);
        foreach (var item in page.Items)
        {
            try
            {
                deletion.Delete(request.Kind, item.Name, settings with { Uid = item.Uid, ResourceVersion = null });
            }
            catch (ApiException e) when (e.Code is 404 or 409)
            {
                // Somebody else was faster, which is what was wanted; the object under that name now is another one.
                continue;
            }
        }

        return List(request, page);
    }

    private static EndpointResponse List(ResourceRequest request, ListPage page) => new()
    {
        Status = 200,
        ContentType = "application/json",
        WriteBody = (stream, ct) => FullView.Instance.WriteListAsync(stream, request.Kind, page, ct),
    };

    private EndpointResponse Answer(ResourceRequest request, int status, StoredObject item) =>
        EndpointResponse.Json(status, ObjectView.For(request.Http, time).One(request.Kind, item));
}
