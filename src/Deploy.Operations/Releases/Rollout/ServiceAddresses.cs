using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Waits for the addresses behind Services, which follow their selectors only a moment later: until then requests still go where they went.</summary>
internal sealed class ServiceAddresses(KubernetesClient client, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Returns when no Service sends to a replica that leaves any more; after 5 s in any case, since what is deleted ends gracefully,
    /// and at once where the account may not read endpoints.
    /// </summary>
    internal async Task LeaveAsync(IReadOnlyList<JsonObject> services, Predicate<EndpointAddress> leaves, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + s_patience;
        while (time.GetUtcNow() < deadline && await AnyAsync(services, leaves, cancellationToken))
            await Task.Delay(s_look, time, cancellationToken);
    }

    /// <summary>Returns when each Service sends to a replica that comes, after 5 s in any case, and at once where the account may not read endpoints.</summary>
    internal async Task ArriveAsync(IReadOnlyList<JsonObject> services, Predicate<EndpointAddress> comes, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + s_patience;
        foreach (var service in services)
        {
            while (time.GetUtcNow() < deadline && await AnyAsync([service], comes, cancellationToken, unknown: true) is false)
                await Task.Delay(s_look, time, cancellationToken);
        }
    }

    private async Task<bool> AnyAsync(IReadOnlyList<JsonObject> services, Predicate<EndpointAddress> leaves, CancellationToken cancellationToken, bool unknown = false)
    {
        try
        {
            foreach (var service in services)
            {
                var endpoints = await client.FindAsync(Resources.Endpoints, service.TextAt("metadata", "namespace") ?? "default", service.TextAt("metadata", "name") ?? "", cancellationToken);
                if (endpoints?.Subsets.Any(subset => subset.Addresses.Any(address => leaves(address))) == true)
                    return true;
            }
            return false;
        }
        catch (KubernetesException failure) when (failure.IsForbidden)
        {
            return unknown;
        }
    }
}
