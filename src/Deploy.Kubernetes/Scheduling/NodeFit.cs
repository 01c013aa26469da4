using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Scheduling;

/// <summary>Whether a pod can run on a node beside what is there, and if not, why: in the scheduler's words and order, first reason first.</summary>
public sealed class NodeFit
{
    private readonly PodSpec _spec;
    private readonly ResourceAmounts _requests;
    private readonly HashSet<(int Port, string Protocol)> _hostPorts;

    /// <exception cref="FormatException">A selector of the pod, or of one that keeps others away, has an unknown operator.</exception>
    public NodeFit(Pod pod, ClusterLoad cluster)
    {
        ArgumentNullException.ThrowIfNull(pod);
        _spec = pod.Spec;
        _requests = ResourceAmounts.RequestsOf(_spec);
        _hostPorts = [.. PlacedPod.HostPortsOf(_spec)];
        (Spread, Affinity) = (new(pod, cluster), new(pod, cluster));
    }

    public TopologySpread Spread { get; }

    public PodAffinityTerms Affinity { get; }

    /// <summary>Empty when the pod fits.</summary>
    public IReadOnlyList<string> Objections(NodeLoad load)
    {
        ArgumentNullException.ThrowIfNull(load);
        var node = load.Node!;
        if (_spec.Refusal(node) is { } refusal)
            return [refusal];
        if (_hostPorts.Count > 0 && load.Pods.Values.Any(pod => pod.HostPorts.Any(_hostPorts.Contains)))
            return ["node(s) didn't have free ports for the requested pod ports"];
        var lacking = Lacking(load);
        if (lacking.Count > 0)
            return lacking;
        return Spread.Objection(node) is { } uneven ? [uneven] : Affinity.Objections(node);
    }

    private List<string> Lacking(NodeLoad load)
    {
        var lacking = new List<string>();
        if (load.Free("pods") < 1)
            lacking.Add("Too many pods");
        foreach (var (resource, amount) in _requests.All)
        {
            if (amount > 0 && load.Free(resource) < amount)
                lacking.Add($"Insufficient {resource}");
        }

        return lacking;
    }
}

/// <summary>Where a pod's affinity and anti-affinity to other pods let it go, worked out once for all nodes.</summary>
public sealed class PodAffinityTerms
{
    private const string NotMatched = "node(s) didn't match pod affinity/anti-affinity";

    private readonly List<(string Key, HashSet<string> Domains, bool Anywhere)> _wanted = [];
    private readonly List<(string Key, HashSet<string> Domains)> _avoided = [];
    private readonly Dictionary<string, HashSet<string>> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Key, string Domain), int> _preferred = [];

    public PodAffinityTerms(Pod pod, ClusterLoad cluster)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(cluster);
        foreach (var term in pod.Spec.Affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [])
        {
            var domains = Domains(pod, term, cluster);
            // The first of a group that wants to be together may go anywhere.
            _wanted.Add((term.TopologyKey, domains, domains.Count == 0 && Selects(pod, term, pod)));
        }

        foreach (var term in pod.Spec.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [])
            _avoided.Add((term.TopologyKey, Domains(pod, term, cluster)));
        foreach (var other in cluster.AntiAffine)
            KeepAway(pod, other, cluster);
        Prefer(pod, pod.Spec.Affinity?.PodAffinity, cluster, sign: 1);
        Prefer(pod, pod.Spec.Affinity?.PodAntiAffinity, cluster, sign: -1);
    }

    public bool HasPreferences => _preferred.Count > 0;

    /// <summary>Why the node is none for the pod, in the scheduler's words; empty when it is one.</summary>
    public IReadOnlyList<string> Objections(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var labels = node.Metadata.Labels;
        if (!_wanted.TrueForAll(term => labels.TryGetValue(term.Key, out var domain) && (term.Anywhere || term.Domains.Contains(domain))))
            return [NotMatched, "node(s) didn't match pod affinity rules"];
        if (_avoided.Exists(term => labels.TryGetValue(term.Key, out var domain) && term.Domains.Contains(domain)))
            return [NotMatched, "node(s) didn't match pod anti-affinity rules"];
        if (_kept.Any(term => labels.TryGetValue(term.Key, out var domain) && term.Value.Contains(domain)))
            return [NotMatched, "node(s) didn't satisfy existing pods anti-affinity rules"];
        return [];
    }

    /// <summary>The sum of the weights of preferred terms that hold on the node; negative where it is to be avoided.</summary>
    public int Preference(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var sum = 0;
        foreach (var ((key, domain), weight) in _preferred)
        {
            if (node.Metadata.Labels.TryGetValue(key, out var value) && value == domain)
                sum += weight;
        }

        return sum;
    }

    private static HashSet<string> Domains(Pod pod, PodAffinityTerm term, ClusterLoad cluster)
    {
        var domains = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in cluster.Pods)
        {
            if (Selects(pod, term, other.Pod) && Domain(cluster, other, term.TopologyKey) is { } domain)
                domains.Add(domain);
        }

        return domains;
    }

    private static string? Domain(ClusterLoad cluster, PlacedPod pod, string key) =>
        cluster.FindNode(pod.NodeName)?.Metadata.Labels.GetValueOrDefault(key);

    // A term means pods of the namespaces it names, or of its own pod's namespace.
    private static bool Selects(Pod owner, PodAffinityTerm term, Pod candidate)
    {
        var inNamespace = term.Namespaces.Count == 0
            ? candidate.Metadata.Namespace == owner.Metadata.Namespace
            : term.Namespaces.Contains(candidate.Metadata.Namespace ?? "", StringComparer.Ordinal);
        return inNamespace && term.LabelSelector?.Matches(candidate.Metadata.Labels) == true;
    }

    private void KeepAway(Pod pod, PlacedPod other, ClusterLoad cluster)
    {
        foreach (var term in other.Pod.Spec.Affinity!.PodAntiAffinity!.RequiredDuringSchedulingIgnoredDuringExecution)
        {
            if (!Selects(other.Pod, term, pod) || Domain(cluster, other, term.TopologyKey) is not { } domain)
                continue;
            if (!_kept.TryGetValue(term.TopologyKey, out var domains))
                _kept[term.TopologyKey] = domains = new(StringComparer.Ordinal);
            domains.Add(domain);
        }
    }

    private void Prefer(Pod pod, PodAffinity? affinity, ClusterLoad cluster, int sign)
    {
        foreach (var preference in affinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
        {
            foreach (var other in cluster.Pods.Where(other => Selects(pod, preference.PodAffinityTerm, other.Pod)))
            {
                if (Domain(cluster, other, preference.PodAffinityTerm.TopologyKey) is not { } domain)
                    continue;
                var key = (preference.PodAffinityTerm.TopologyKey, domain);
                _preferred[key] = _preferred.GetValueOrDefault(key) + (sign * preference.Weight);
            }
        }
    }
}

/// <summary>How a pod's topology spread constraints limit and rank the nodes, worked out once for all nodes.</summary>
public sealed class TopologySpread
{
    private const string NotMatched = "node(s) didn't match pod topology spread constraints";

    private readonly List<(TopologySpreadConstraint Constraint, Dictionary<string, int> Pods, int Least, int Self)> _required;
    private readonly List<(TopologySpreadConstraint Constraint, Dictionary<string, int> Pods)> _preferred;

    public TopologySpread(Pod pod, ClusterLoad cluster)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(cluster);
        var constraints = pod.Spec.TopologySpreadConstraints;
        _required = [.. constraints.Where(constraint => constraint.WhenUnsatisfiable != "ScheduleAnyway").Select(constraint => Count(pod, constraint, cluster))];
        _preferred = [.. constraints.Where(constraint => constraint.WhenUnsatisfiable == "ScheduleAnyway").Select(constraint => (constraint, Count(pod, constraint, cluster).Pods))];
    }

    public bool HasPreferences => _preferred.Count > 0;

    /// <summary>Why the node is none for the pod, in the scheduler's words; null when it is one.</summary>
    public string? Objection(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        foreach (var (constraint, pods, least, self) in _required)
        {
            if (!node.Metadata.Labels.TryGetValue(constraint.TopologyKey, out var domain))
                return NotMatched + " (missing required label)";
            if (pods.GetValueOrDefault(domain) + self - least > Math.Max(1, constraint.MaxSkew))
                return NotMatched;
        }

        return null;
    }

    /// <summary>How many of the pods are already in the node's domains: fewer is better.</summary>
    public int Crowd(Node node) => _preferred.Sum(entry =>
        node.Metadata.Labels.TryGetValue(entry.Constraint.TopologyKey, out var domain) ? entry.Pods.GetValueOrDefault(domain) : int.MaxValue / 8);

    // Only domains of nodes that the pod could be on count, empty ones too.
    private static (TopologySpreadConstraint Constraint, Dictionary<string, int> Pods, int Least, int Self) Count(Pod pod, TopologySpreadConstraint constraint, ClusterLoad cluster)
    {
        var pods = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var load in cluster.Nodes)
        {
            if (!pod.Spec.Selects(load.Node!) || !load.Node!.Metadata.Labels.TryGetValue(constraint.TopologyKey, out var domain))
                continue;
            pods[domain] = pods.GetValueOrDefault(domain) + load.Pods.Values.Count(placed => Selects(pod, constraint, placed.Pod));
        }

        return (constraint, pods, pods.Count == 0 ? 0 : pods.Values.Min(), Selects(pod, constraint, pod) ? 1 : 0);
    }

    private static bool Selects(Pod pod, TopologySpreadConstraint constraint, Pod candidate) =>
        candidate.Metadata.Namespace == pod.Metadata.Namespace && candidate.Metadata.DeletionTimestamp is null && constraint.LabelSelector?.Matches(candidate.Metadata.Labels) == true;
}
