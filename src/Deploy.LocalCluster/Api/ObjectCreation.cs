using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Defaulting;
using Deploy.LocalCluster.Store;
using Deploy.LocalCluster.Validation;

namespace Deploy.LocalCluster.Api;

/// <summary>Creates objects: names them, fills in what is missing, checks them and stores them.</summary>
internal sealed class ObjectCreation(ClusterStore store, TimeProvider time, ServiceAddresses addresses)
{
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";
    private const int LongestPrefix = 58;

    /// <exception cref="ApiException">400, 403, 404, 409 or 422.</exception>
    public StoredObject Create(ResourceKind kind, string? ns, JsonObject body, bool dryRun)
    {
        BodyRules.CheckType(kind, body);
        var name = Identify(kind, ns, body);
        body.DropNulls();
        body.Child("metadata").DropEmpty();
        CanonicalForm.Apply(kind, body);
        Defaults.Apply(kind, body);
        if (kind.Kind == "Namespace") body.Child("spec").Default("finalizers", new JsonArray("kubernetes"));
        if (kind.HasStatus && !kind.KeepsStatusOnCreate) body["status"] = InitialStatus.For(kind, body);
        ObjectRules.Check(kind, body, before: null);
        CheckNamespace(kind, ns, name.Name);
        if (kind.Kind == "Service") addresses.Assign(body, before: null);
        if (store.Find(kind, name) is not null) throw ApiException.AlreadyExists(kind, name.Name);
        if (dryRun) return new StoredObject(kind, body, 0);
        return store.TryWrite(kind, name, expected: null, body) ?? throw ApiException.AlreadyExists(kind, name.Name);
    }

    private ObjectName Identify(ResourceKind kind, string? ns, JsonObject body)
    {
        var metadata = body.Child("metadata");
        if (metadata.Text("resourceVersion") is { Length: > 0 }) throw ApiException.BadRequest("resourceVersion should not be set on objects to be created");
        if (metadata.Text("namespace") is { Length: > 0 } other && other != ns && kind.Namespaced)
            throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");

        var name = metadata.Text("name") ?? "";
        if (name.Length == 0 && metadata.Text("generateName") is { Length: > 0 } prefix)
            name = prefix[..Math.Min(prefix.Length, LongestPrefix)] + RandomNumberGenerator.GetString(NameLetters, 5);
        metadata["name"] = name;
        if (kind.Namespaced) metadata["namespace"] = ns;
        else metadata.Remove("namespace");

        foreach (var owned in (ReadOnlySpan<string>)["deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields", "selfLink", "resourceVersion"])
            metadata.Remove(owned);
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = time.GetUtcNow().ToApiTime();
        if (kind.HasGeneration) metadata["generation"] = 1;
        return new(ns ?? "", name);
    }

    private void CheckNamespace(ResourceKind kind, string? ns, string name)
    {
        if (!kind.Namespaced) return;
        var found = store.Find(ResourceKinds.Namespaces, new("", ns!)) ?? throw ApiException.NotFound(ResourceKinds.Namespaces, ns!);
        if (found.Field("status.phase") != "Terminating") return;
        var message = $"unable to create new content in namespace {ns} because it is being terminated";
        throw ApiException.Forbidden(kind, name, message, new JsonArray(new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {ns} is being terminated",
            ["field"] = "metadata.namespace",
        }));
    }
}
