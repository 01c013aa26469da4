using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>How many more replicas of a template the nodes can take: by labels, taints, free resources and one-per-host rules. Pure, and an estimate.</summary>
internal sealed class NodePlaces(JsonObject template, IReadOnlyList<Node> nodes, IReadOnlyList<Pod> pods)
{
    private readonly ModuleTemplate _module = new(template, isBarePod: false);
    private readonly ILookup<string?, Pod> _standing = pods.Where(IsStanding).ToLookup(pod => pod.Spec.NodeName);

    internal int Matching => nodes.Count(Matches);

    internal int Free => nodes.Where(Matches).Sum(FreeOn);

    /// <summary>What is asked and what is free at most, in words.</summary>
    internal string Words()
    {
        var asked = Requests(template).ToList();
        var most = nodes.Where(Matches).Select(node => FreeOf(node)).ToList();
        var resources = asked.Select(pair => string.Create(CultureInfo.InvariantCulture,
            $"{pair.Key} {new Quantity(pair.Value)} asked, {new Quantity(most.Count == 0 ? 0 : most.Max(free => Math.Max(0, free.GetValueOrDefault(pair.Key))))} free at most on one node"));
        return string.Join("; ", resources);
    }

    private int FreeOn(Node node)
    {
        if (IsOnePerHost && _standing[node.Metadata.Name].Any(pod => pod.Metadata.Labels.GetValueOrDefault(ModuleLabels.Name) == _module.Name))
            return 0;
        var free = FreeOf(node);
        var places = Requests(template).Where(pair => pair.Value > 0).Select(pair => (int)Math.Clamp(decimal.Floor(free.GetValueOrDefault(pair.Key) / pair.Value), 0, 10_000))
            .Append((int)Math.Clamp(free.GetValueOrDefault("pods", 110), 0, 10_000)).Min();
        return IsOnePerHost ? Math.Min(1, places) : places;
    }

    private Dictionary<string, decimal> FreeOf(Node node)
    {
        var free = node.Status.Allocatable.ToDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal);
        foreach (var pod in _standing[node.Metadata.Name])
        {
            foreach (var (resource, amount) in pod.Spec.Containers.SelectMany(container => container.Resources?.Requests ?? new Dictionary<string, Quantity>()))
                free[resource] = free.GetValueOrDefault(resource) - amount.Value;
            free["pods"] = free.GetValueOrDefault("pods", 110) - 1;
        }
        return free;
    }

    private bool Matches(Node node) =>
        !node.Spec.Unschedulable
        && _module.BaseLabels.Concat(template.TextsAt("spec", "nodeSelector")).All(pair => node.Metadata.Labels.GetValueOrDefault(pair.Key) == pair.Value)
        && node.Spec.Taints.Where(taint => taint.Effect is "NoSchedule" or "NoExecute").All(Tolerates);

    private bool Tolerates(Taint taint) => template.ObjectsAt("spec", "tolerations").Any(toleration =>
        (toleration.TextAt("key") is not { } key || key == taint.Key)
        && (toleration.TextAt("effect") is not { } effect || effect == taint.Effect)
        && (toleration.TextAt("operator") == "Exists" || (toleration.TextAt("value") ?? "") == (taint.Value ?? "")));

    private bool IsOnePerHost => template.ObjectsAt("spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
        .Any(term => term.TextAt("topologyKey") == "kubernetes.io/hostname" && term.TextsAt("labelSelector", "matchLabels").Keys.SequenceEqual([ModuleLabels.Name]));

    private static bool IsStanding(Pod pod) => pod.Status.Phase is not ("Succeeded" or "Failed");

    internal static IEnumerable<KeyValuePair<string, decimal>> Requests(JsonObject template) => template.ObjectsAt("spec", "containers")
        .SelectMany(container => container.TextsAt("resources", "requests"))
        .Where(pair => Quantity.TryParse(pair.Value, out _))
        .GroupBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(group => KeyValuePair.Create(group.Key, group.Sum(pair => Quantity.Parse(pair.Value).Value)));
}
