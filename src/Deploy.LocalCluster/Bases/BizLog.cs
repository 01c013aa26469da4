using System.Runtime.CompilerServices;
using Deploy.Controller.Modules;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Bases;

/// <summary>What a base has logged of one module: the states it went through, with what was said of each.</summary>
internal sealed class BizLog(SimulatedBase host, KubernetesClient client, PodLogQuery query)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public async IAsyncEnumerable<LogLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (await IdentityAsync(ct) is not { } identity)
            yield break;
        var written = host.LogOf(identity);
        var shown = written.Where(l => query.Since is null || l.Time >= query.Since);
        foreach (var line in query.TailLines is { } tail ? shown.TakeLast(tail) : shown)
            yield return line;
        for (var next = written.Count; query.Follow && await IdentityAsync(ct) is not null;)
        {
            var lines = host.LogOf(identity);
            foreach (var line in lines.Skip(next))
                yield return line;
            next = lines.Count;
            await Task.Delay(Poll, TimeProvider.System, ct);
        }
    }

    private async Task<string?> IdentityAsync(CancellationToken ct)
    {
        var pod = await client.FindAsync(Resources.Pods, query.Namespace, query.Pod, ct);
        return pod?.Metadata.Uid == query.Uid ? ModulePod.Of(pod).Modules.FirstOrDefault(m => m.Name == query.Container)?.Identity : null;
    }
}
