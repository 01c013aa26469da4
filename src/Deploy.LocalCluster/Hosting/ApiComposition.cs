using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Hosting;

/// <summary>Puts the API server together.</summary>
internal static class ApiComposition
{
    public static ApiServer Build(ClusterStore store, PodBackends backends, LocalClusterOptions options)
    {
        var time = options.TimeProvider;
        var addresses = new ServiceAddresses(store);
        var update = new ObjectUpdate(store, new UpdatePreparation(addresses));
        var deletion = new ObjectDeletion(store, time);
        var resources = new ResourceEndpoint(
            store, new ObjectCreation(store, time, addresses), update, deletion, new ObjectList(store), new ObjectWatch(store, time),
            new ScaleSubresource(store, update), new BindingSubresource(store, time), new EvictionSubresource(store, update, deletion, time),
            new LogSubresource(store, backends, time), new ProxySubresource(store, backends), time);
        return new ApiServer(resources, options.LoggerFactory.CreateLogger<ApiServer>());
    }

    /// <summary>What is there in every cluster from the first moment on.</summary>
    public static void Seed(ClusterStore store, TimeProvider time)
    {
        var creation = new ObjectCreation(store, time, new ServiceAddresses(store));
        foreach (var name in (string[])["default", "kube-system", "kube-public", "kube-node-lease"])
        {
            creation.Create(ResourceKinds.Namespaces, null, new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = name } }, dryRun: false);
            creation.Create(ResourceKinds.ServiceAccounts, name, new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "default" } }, dryRun: false);
        }
    }
}
