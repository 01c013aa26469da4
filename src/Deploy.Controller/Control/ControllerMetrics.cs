using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Deploy.Controller.Nodes;

namespace Deploy.Controller.Control;

/// <summary>What the controller counts, told in Prometheus' text form. Safe for callers at once.</summary>
internal sealed class ControllerMetrics
{
    private readonly ConcurrentDictionary<(string Name, string Labels), long> _counts = new();

    public void Heard() => Count("deploy_heartbeats_total", "");

    public void StepFailed() => Count("deploy_base_steps_failed_total", "");

    public void Scaled() => Count("deploy_peer_scalings_total", "");

    public void Ended(bool install, string? code) =>
        Count("deploy_module_operations_total", $"{{operation=\"{(install ? "install" : "uninstall")}\",outcome=\"{code ?? "SUCCESS"}\"}}");

    public long Read(string name) => _counts.Where(c => c.Key.Name == name).Sum(c => c.Value);

    /// <summary>The metrics as text, with the bases as they are now.</summary>
    public string Write(IReadOnlyDictionary<string, BaseLiveness> bases)
    {
        var text = new StringBuilder("# TYPE deploy_bases gauge\n");
        foreach (var liveness in Enum.GetValues<BaseLiveness>())
            text.Append(CultureInfo.InvariantCulture, $"deploy_bases{{liveness=\"{liveness.ToString().ToLowerInvariant()}\"}} {bases.Values.Count(b => b == liveness)}\n");
        foreach (var counter in _counts.OrderBy(c => c.Key.Name, StringComparer.Ordinal).ThenBy(c => c.Key.Labels, StringComparer.Ordinal).GroupBy(c => c.Key.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {counter.Key} counter\n");
            foreach (var (key, value) in counter)
                text.Append(CultureInfo.InvariantCulture, $"{key.Name}{key.Labels} {value}\n");
        }
        return text.ToString();
    }

    private void Count(string name, string labels) => _counts.AddOrUpdate((name, labels), 1, (_, count) => count + 1);
}
