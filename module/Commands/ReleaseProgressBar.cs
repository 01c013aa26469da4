using System.Collections.Concurrent;
using System.Globalization;
using Deploy.Module.Pump;
using Deploy.Operations.Releases;

namespace Deploy.Module.Commands;

/// <summary>Shows releases as nested progress: each release, and within it the open batch. What is to be warned of is written as a warning.</summary>
internal sealed class ReleaseProgressBar(AsyncCmdlet cmdlet, params IReadOnlyList<ReleasePlan> plans) : IProgress<ReleaseProgress>, IDisposable
{
    private readonly ConcurrentDictionary<int, string> shown = new();
    private readonly ConcurrentDictionary<string, string> last = new(StringComparer.Ordinal);

    public void Report(ReleaseProgress value)
    {
        if (value.IsWarning)
        {
            // The pump keeps the order; nothing here needs to wait until it is shown.
            _ = cmdlet.WarnAsync(value.Message);
            return;
        }
        var (id, activity) = Activity(value.Module);
        Show(id, activity, value.Message, value.Percent);
        if (value.Batches > 1)
            Show(id + 1, "Batches", $"{value.Batch} of {value.Batches}", 100 * value.Batch / value.Batches, id);
        if (last.TryGetValue(value.Module, out var before) && before == value.Message)
            return;
        last[value.Module] = value.Message;
        var counts = value.Desired is { } desired ? string.Create(CultureInfo.InvariantCulture, $" ({value.Responsive} of {desired} responsive)") : "";
        cmdlet.Verbose($"{value.Module}: {value.Phase}: {value.Message}{counts}");
    }

    public void Dispose()
    {
        foreach (var (id, activity) in shown.OrderByDescending(pair => pair.Key))
            cmdlet.EndProgress(id, activity);
    }

    private void Show(int id, string activity, string status, int? percent, int? parent = null)
    {
        shown.TryAdd(id, activity);
        cmdlet.ShowProgress(id, activity, status, percent, parent);
    }

    private (int Id, string Text) Activity(string module)
    {
        for (var i = 0; i < plans.Count; i++)
        {
            if (plans[i].Module == module)
                return (2 * i + 1, string.Create(CultureInfo.InvariantCulture, $"{plans[i].Operation} {plans[i].Module} {plans[i].ToVersion}").TrimEnd());
        }
        return (2 * plans.Count + 1, module);
    }
}
