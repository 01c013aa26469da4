using System.Collections.Concurrent;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Nodes.Containers;

namespace Deploy.LocalCluster.Nodes.Logs;

/// <summary>The logs of a pod's containers: the present run and the one before.</summary>
internal sealed class PodLogs(int capacity)
{
    private readonly ConcurrentDictionary<string, (ContainerLog Current, ContainerLog? Previous)> logs = new(StringComparer.Ordinal);

    public void Write(IEnumerable<ContainerOutput> output)
    {
        foreach (var (container, time, text) in output)
        {
            if (text is null)
                logs.AddOrUpdate(container, _ => (new(capacity), null), (_, before) => Next(before.Current));
            else
                Write(container, time, text);
        }
    }

    public void Write(string container, DateTimeOffset time, string text)
    {
        if (logs.TryGetValue(container, out var log))
            log.Current.Write(new LogLine(time, text));
    }

    /// <summary>Null when the container has not written anything, or had no run before.</summary>
    public ContainerLog? Find(string container, bool previous) =>
        logs.TryGetValue(container, out var log) ? previous ? log.Previous : log.Current : null;

    public void End(string container)
    {
        if (logs.TryGetValue(container, out var log))
            log.Current.End();
    }

    public void EndAll()
    {
        foreach (var container in logs.Keys)
            End(container);
    }

    private (ContainerLog Current, ContainerLog? Previous) Next(ContainerLog before)
    {
        before.End();
        return (new(capacity), before);
    }
}
