using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>Which labels have to go for no Service to select a replica any more. Pure.</summary>
internal static class TrafficLabels
{
    // What says that it is a module, and which, stays as long as another label does it as well.
    private static readonly string[] Identity = [ModuleLabels.Version, ModuleLabels.Name];

    /// <param name="labels">The replica's labels.</param>
    /// <param name="selectors">Selectors of the namespace's Services.</param>
    /// <param name="kept">Labels that its controller selects by, and that therefore must stay.</param>
    /// <returns>The labels to take off; empty when no Service selects it or none can be taken off.</returns>
    public static Dictionary<string, string> ToRemove(
        IReadOnlyDictionary<string, string> labels, IEnumerable<IReadOnlyDictionary<string, string>> selectors, IReadOnlySet<string> kept)
    {
        var removed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var selector in selectors)
        {
            var selects = selector.Count > 0 && selector.All(s => labels.TryGetValue(s.Key, out var value) && value == s.Value);
            if (!selects || selector.Keys.Any(removed.ContainsKey))
                continue;
            var key = selector.Keys.Where(k => !IsComponent(k) && !kept.Contains(k))
                .OrderBy(k => Array.IndexOf(Identity, k)).ThenBy(k => k, StringComparer.Ordinal).FirstOrDefault();
            if (key is not null)
                removed[key] = labels[key];
        }
        return removed;
    }

    private static bool IsComponent(string key) => key is ModuleLabels.Component or ModuleLabels.VirtualKubeletComponent;
}
