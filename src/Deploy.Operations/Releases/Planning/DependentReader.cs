using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Finds what of others would stand on nothing once a module is gone: Services that send to it, routes to its Services, autoscalers of it.</summary>
internal sealed class DependentReader(KubernetesClient client)
{
    /// <param name="own">Names of the Services that went along with the module, and go with it.</param>
    internal async Task<IReadOnlyList<string>> ReadAsync(Workload live, IReadOnlyCollection<string> own, CancellationToken cancellationToken)
    {
        var labels = live.Template.TextsAt("metadata", "labels");
        var found = new List<string>();
        foreach (var service in await ListAsync(WorkloadResources.Services, live.Namespace, cancellationToken))
        {
            var selector = service.TextsAt("spec", "selector");
            if (service.TextAt("metadata", "labels", ModuleLabels.Along) is null && selector.Count > 0 && selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value))
                found.Add($"Service '{Name(service)}' sends requests to its replicas");
        }
        found.AddRange((await ListAsync(WorkloadResources.Ingresses, live.Namespace, cancellationToken))
            .Where(route => Backends(route).Any(own.Contains)).Select(route => $"Ingress '{Name(route)}' leads to its Service"));
        found.AddRange((await ListAsync(WorkloadResources.Autoscalers, live.Namespace, cancellationToken))
            .Where(scaler => scaler.TextAt("spec", "scaleTargetRef", "name") == live.Name && scaler.TextAt("spec", "scaleTargetRef", "kind") == live.Kind.ToString())
            .Select(scaler => $"HorizontalPodAutoscaler '{Name(scaler)}' scales it"));
        return found;
    }

    // A cluster need not serve every resource, nor need the account be allowed to list it.
    private async Task<IReadOnlyList<JsonObject>> ListAsync(ResourceType<JsonObject> resource, string ns, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.ListAllAsync(resource, ns, null, cancellationToken)).Items;
        }
        catch (KubernetesException failure) when (failure.IsNotFound || failure.IsForbidden)
        {
            return [];
        }
    }

    private static IEnumerable<string> Backends(JsonObject route) => route.ObjectsAt("spec", "rules")
        .SelectMany(rule => rule.ObjectsAt("http", "paths")).Select(path => path.TextAt("backend", "service", "name"))
        .Append(route.TextAt("spec", "defaultBackend", "service", "name")).OfType<string>();

    private static string Name(JsonObject item) => item.TextAt("metadata", "name") ?? "";
}
