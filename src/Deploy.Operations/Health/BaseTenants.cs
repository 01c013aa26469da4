using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Health;

/// <summary>Finds the modules that live on pods, where those pods are bases themselves: they would die with them.</summary>
internal sealed class BaseTenants(KubernetesClient client)
{
    private const int Shown = 20;
    private static readonly ListOptions Nodes = new() { LabelSelector = $"{ModuleLabels.VirtualKubeletComponent}=vnode", FromCache = true };

    /// <summary>The modules on the bases that a workload's pods are, as <c>base: name:version</c>; none where nodes may not be read.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string ns, Func<Pod, bool> isTheirs, CancellationToken cancellationToken)
    {
        try
        {
            var bases = (await client.ListAllAsync(Resources.Nodes, null, Nodes, cancellationToken)).Items;
            if (bases.Count == 0)
                return [];
            var hosts = await HostsAsync(ns, isTheirs, bases, cancellationToken);
            return hosts.Count == 0 ? [] : await ModulesAsync(hosts, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            return [];
        }
    }

    /// <summary>What to say of them, all of them named unless there are very many.</summary>
    public static string Describe(IReadOnlyList<string> modules) =>
        $"its replicas are bases that still have {modules.Count} {(modules.Count == 1 ? "module" : "modules")}: {string.Join(", ", modules.Take(Shown))}{(modules.Count > Shown ? ", ..." : "")}";

    // A module's own pods show the address of their base; they are on it, not it.
    private async Task<HashSet<string>> HostsAsync(string ns, Func<Pod, bool> isTheirs, IReadOnlyList<Node> bases, CancellationToken cancellationToken)
    {
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var pod in client.ListAsync(Resources.Pods, ns, new ListOptions { FromCache = true }, cancellationToken))
            if (pod.Status.PodIP is { Length: > 0 } ip && !ModuleBases.IsBase(pod.Spec.NodeName ?? "") && isTheirs(pod))
                addresses.Add(ip);
        return bases.Where(b => b.Status.Addresses.Any(a => a.Type == "InternalIP" && addresses.Contains(a.Address))).Select(b => b.Metadata.Name).ToHashSet(StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<string>> ModulesAsync(HashSet<string> hosts, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await foreach (var pod in client.ListAsync(Resources.Pods, null, new ListOptions { FromCache = true }, cancellationToken))
            if (pod.Spec.NodeName is { } node && hosts.Contains(node) && pod.Status.Phase is not ("Failed" or "Succeeded"))
                found.Add($"{node}: {(ModuleIdentity.Of(pod) is { } module ? $"{module.Name}:{module.Version}" : pod.Metadata.Name)}");
        found.Sort(StringComparer.Ordinal);
        return found;
    }
}
