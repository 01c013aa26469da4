using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>Where a pod's affinity and anti-affinity to other pods let it go, worked out once for all nodes.</summary>
internal sealed class PodAffinityTerms
{
    private const string NotMatched = "node(s) didn't match pod affinity/anti-affinity";

    private readonly List<(string Key, HashSet<string> Domains, bool Anywhere)> wanted = [];
    private readonly List<(string Key, HashSet<string> Domains)> avoided = [];
    private readonly Dictionary<string, HashSet<string>> kept = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Key, string Domain), int> preferred = [];

    public PodAffinityTerms(Pod pod, ClusterLoad cluster)
    {
        foreach (var term in pod.Spec.Affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [])
        {
            var domains = Domains(pod, term, cluster);
            // The first of a group that wants to be together may go anywhere.
            wanted.Add((term.TopologyKey, domains, domains.Count == 0 && Selects(pod, term, pod)));
        }

        foreach (var term in pod.Spec.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [])
            avoided.Add((term.TopologyKey, Domains(pod, term, cluster)));
        foreach (var other in cluster.AntiAffine)
            KeepAway(pod, other, cluster);
        Prefer(pod, pod.Spec.Affinity?.PodAffinity, cluster, sign: 1);
        Prefer(pod, pod.Spec.Affinity?.PodAntiAffinity, cluster, sign: -1);
    }

    public bool HasPreferences => preferred.Count > 0;

    /// <summary>Why the node is none for the pod, in the scheduler's words; empty when it is one.</summary>
    public IReadOnlyList<string> Objections(Node node)
    {
        var labels = node.Metadata.Labels;
        if (!wanted.TrueForAll(term => labels.TryGetValue(term.Key, out var domain) && (term.Anywhere || term.Domains.Contains(domain))))
            return [NotMatched, "node(s) didn't match pod affinity rules"];
        if (avoided.Exists(term => labels.TryGetValue(term.Key, out var domain) && term.Domains.Contains(domain)))
            return [NotMatched, "node(s) didn't match pod anti-affinity rules"];
        if (kept.Any(term => labels.TryGetValue(term.Key, out var domain) && term.Value.Contains(domain)))
            return [NotMatched, "node(s) didn't satisfy existing pods anti-affinity rules"];
        return [];
    }

    /// <summary>The sum of the weights of preferred terms that hold on the node; negative where it is to be avoided.</summary>
    public int Preference(Node node)
    {
        var sum = 0;
        foreach (var ((key, domain), weight) in preferred)
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
            if (!kept.TryGetValue(term.TopologyKey, out var domains))
                kept[term.TopologyKey] = domains = new(StringComparer.Ordinal);
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
                preferred[key] = preferred.GetValueOrDefault(key) + (sign * preference.Weight);
            }
        }
    }
}
