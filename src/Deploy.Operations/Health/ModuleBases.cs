using System.Globalization;
using System.IO.Enumeration;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Health;

/// <summary>Lists bases: what the cluster knows of them and, where asked for, what they say themselves.</summary>
/// <param name="client">The cluster.</param>
/// <param name="time">The clock.</param>
/// <param name="source">Asks the bases; null where only the cluster is asked.</param>
public sealed class ModuleBases(KubernetesClient client, TimeProvider time, IBaseSource? source = null)
{
    private const string NodeSelector = $"{ModuleLabels.VirtualKubeletComponent}=vnode";
    private const string PodSelector = $"{ModuleLabels.VirtualKubeletComponent}={ModuleLabels.ComponentModule}";
    private const string PortLabel = "base.koupleless.io/tunnel-port";
    private const string LeaseNamespace = "kube-node-lease";
    private const int AtOnce = 64;
    private const int FewNames = 8;

    /// <summary>Whether a node's name is one that module controllers give to bases.</summary>
    public static bool IsBase(string node) => node.StartsWith("vnode.", StringComparison.Ordinal);

    /// <summary>The bases that fit, by name.</summary>
    /// <param name="names">Node names, identities, wildcards or names of replicas; none for all.</param>
    /// <param name="ip">The base's address; null for all.</param>
    /// <param name="ask">Whether the bases themselves are asked for their modules.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ModuleBase>> ListAsync(IReadOnlyList<string>? names = null, string? ip = null, bool ask = false, CancellationToken cancellationToken = default) =>
        (await FindAsync(names ?? [], ip, ask, cancellationToken)).Found;

    /// <summary>The bases that fit, by name, and the names that none fits.</summary>
    /// <param name="names">As for <see cref="ListAsync"/>.</param>
    /// <param name="ip">The base's address; null for all.</param>
    /// <param name="ask">Whether the bases themselves are asked for their modules.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<ModuleBase> Found, IReadOnlyList<string> Missing)> FindAsync(IReadOnlyList<string> names, string? ip = null, bool ask = false, CancellationToken cancellationToken = default)
    {
        var nodes = (await client.ListAllAsync(Resources.Nodes, null, new ListOptions { LabelSelector = NodeSelector, FromCache = true }, cancellationToken)).Items;
        var pods = await CountAsync(cancellationToken);
        var leases = await LeasesAsync(null, cancellationToken);
        var now = time.GetUtcNow();
        List<ModuleBase> all = [.. nodes.Select(n => Describe(n, pods.GetValueOrDefault(n.Metadata.Name) ?? [], leases.GetValueOrDefault(n.Metadata.Name), now))
            .OrderBy(b => b.Name.Length).ThenBy(b => b.Name, StringComparer.Ordinal)];
        var bases = all.FindAll(b => (ip is null || b.Ip == ip) && (names.Count == 0 || names.Any(name => Fits(name, b, pods))));
        List<string> missing = [.. names.Where(name => !all.Exists(b => Fits(name, b, pods)))];
        return (ask && source is not null ? await AskAsync(nodes, bases, CancellationToken.None, cancellationToken) : bases, missing);
    }

    /// <summary>The named bases, asked themselves, each for as long as the source has patience. Names that are no bases are left out.</summary>
    /// <exception cref="DeployException">The server refuses or cannot be reached.</exception>
    public Task<IReadOnlyList<ModuleBase>> AskAsync(IReadOnlySet<string> names, CancellationToken cancellationToken = default) => AskAsync(names, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>The named bases, asked themselves, all at once. Names that are no bases are left out.</summary>
    /// <param name="names">Their nodes' names.</param>
    /// <param name="patience">How long they may take together; who has not answered by then has not been reached.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DeployException">The server refuses or cannot be reached.</exception>
    public async Task<IReadOnlyList<ModuleBase>> AskAsync(IReadOnlySet<string> names, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        try
        {
            var nodes = await NodesAsync(names, cancellationToken);
            var leases = await LeasesAsync(names.Count <= FewNames ? names : null, cancellationToken);
            var now = time.GetUtcNow();
            List<ModuleBase> bases = [.. nodes.Select(n => Describe(n, [], leases.GetValueOrDefault(n.Metadata.Name), now))];
            using var deadline = new CancellationTokenSource(patience, time);
            return source is null ? bases : await AskAsync(nodes, bases, deadline.Token, cancellationToken);
        }
        catch (KubernetesException e)
        {
            throw FailureTranslation.Translate(e, "bases");
        }
    }

    /// <summary>One base.</summary>
    /// <exception cref="DeployException">ModuleController.BaseInstanceNotFound, naming those there are.</exception>
    public async Task<ModuleBase> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        var bases = await ListAsync([name], cancellationToken: cancellationToken);
        if (bases.Count > 0)
            return bases[0];
        var all = await ListAsync(cancellationToken: cancellationToken);
        throw new DeployException(ModuleControllerCodes.BaseInstanceNotFound, $"There is no base '{name}'.", name, all.Count == 0 ? "The cluster has no bases at all." : $"There are: {string.Join(", ", all.Take(10))}.");
    }

    private async Task<Dictionary<string, List<string>>> CountAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        await foreach (var pod in client.ListAsync(Resources.Pods, null, new ListOptions { LabelSelector = PodSelector, FromCache = true }, cancellationToken))
            if (pod.Spec.NodeName is { Length: > 0 } node)
                (found.TryGetValue(node, out var there) ? there : found[node] = []).Add(pod.Metadata.Name);
        return found;
    }

    // A few are read one by one, so that a cluster with hundreds of bases is not read for the sake of one module.
    private async Task<IReadOnlyList<Node>> NodesAsync(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        if (names.Count <= FewNames)
            return [.. (await Task.WhenAll(names.Select(name => client.FindAsync(Resources.Nodes, null, name, cancellationToken)))).OfType<Node>().Where(n => n.Metadata.Labels.GetValueOrDefault(ModuleLabels.VirtualKubeletComponent) == "vnode")];
        var all = await client.ListAllAsync(Resources.Nodes, null, new ListOptions { LabelSelector = NodeSelector, FromCache = true }, cancellationToken);
        return [.. all.Items.Where(n => names.Contains(n.Metadata.Name))];
    }

    private async Task<Dictionary<string, Lease>> LeasesAsync(IReadOnlySet<string>? names, CancellationToken cancellationToken)
    {
        try
        {
            if (names is not null)
                return (await Task.WhenAll(names.Select(name => client.FindAsync(Resources.Leases, LeaseNamespace, name, cancellationToken)))).OfType<Lease>().ToDictionary(l => l.Metadata.Name, StringComparer.Ordinal);
            return (await client.ListAllAsync(Resources.Leases, LeaseNamespace, new ListOptions { LabelSelector = $"{ModuleLabels.VirtualKubeletComponent}=vnode-lease", FromCache = true }, cancellationToken))
                .Items.ToDictionary(l => l.Metadata.Name, StringComparer.Ordinal);
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            // Whoever may not read leases still sees the bases.
            return [];
        }
    }

    private static bool Fits(string name, ModuleBase found, Dictionary<string, List<string>> pods) =>
        FileSystemName.MatchesSimpleExpression(name, found.Name) || found.Name.Split('.') is [_, var identity, ..] && FileSystemName.MatchesSimpleExpression(name, identity)
        || pods.TryGetValue(found.Name, out var there) && there.Contains(name, StringComparer.Ordinal);

    private static ModuleBase Describe(Node node, List<string> pods, Lease? lease, DateTimeOffset now)
    {
        string Label(string key) => node.Metadata.Labels.GetValueOrDefault(key, "");
        var ready = node.Status.Conditions.FirstOrDefault(c => c.Type == "Ready");
        return new ModuleBase
        {
            Name = node.Metadata.Name,
            Application = Label(ModuleLabels.BaseName),
            Version = Label(ModuleLabels.BaseVersion),
            Stack = Label(ModuleLabels.BaseStack),
            Cluster = Label(ModuleLabels.BaseCluster),
            Ip = node.Status.Addresses.FirstOrDefault(a => a.Type == "InternalIP")?.Address ?? "",
            Port = int.TryParse(Label(PortLabel), CultureInfo.InvariantCulture, out var port) ? port : 1238,
            State = ready switch { null => "Unknown", { Status: "True" } => "Ready", { Status: "False" } => $"NotReady ({ready.Reason})", _ => $"Unknown ({ready.Reason})" },
            FreeMetaspace = Bytes(node.Status.Allocatable),
            MaxMetaspace = Bytes(node.Status.Capacity),
            Replicas = pods.Count,
            Controller = lease?.Spec.HolderIdentity ?? "",
            Renewed = lease?.Spec.RenewTime,
            Age = now - (node.Metadata.CreationTimestamp ?? now),
        };
    }

    private static long? Bytes(IReadOnlyDictionary<string, Quantity> amounts) => amounts.TryGetValue("memory", out var memory) ? (long)memory.Value : null;

    private async Task<IReadOnlyList<ModuleBase>> AskAsync(IReadOnlyList<Node> nodes, List<ModuleBase> bases, CancellationToken deadline, CancellationToken cancellationToken)
    {
        var byName = nodes.ToDictionary(n => n.Metadata.Name, StringComparer.Ordinal);
        var answers = new ModuleBase[bases.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, bases.Count, options, async (i, token) => answers[i] = await AskAsync(byName[bases[i].Name], bases[i], deadline, token));
        return answers;
    }

    // The address that pods show comes first; where it is not reachable from here, another one of the base may be.
    private async Task<ModuleBase> AskAsync(Node node, ModuleBase known, CancellationToken deadline, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellationToken);
        DeployException? first = null;
        foreach (var address in node.Status.Addresses.OrderBy(a => a.Type != "InternalIP").Select(a => a.Address).Distinct(StringComparer.Ordinal))
        {
            var arklet = new UriBuilder(Uri.UriSchemeHttp, address, known.Port).Uri;
            try
            {
                var modules = await source!.AskAsync(arklet, either.Token);
                var elsewhere = address == known.Ip ? "" : $"The pod IP {known.Ip} is not reachable from here; use {arklet.Authority}.";
                return known with { Modules = modules, Reachable = arklet, Note = elsewhere };
            }
            catch (DeployException e)
            {
                first ??= e;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return known with { Note = $"The base at {arklet.Authority} gave no answer in time." };
            }
        }
        return known with { Note = first is null ? "The base has no address." : $"The pod IP {known.Ip} is not reachable from here ({first.Code.Code}); run the command where it is, or through a Service." };
    }
}
