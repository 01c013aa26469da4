using Deploy.Kubernetes;
using Deploy.LocalCluster.Network;
using Deploy.Operations.Traffic;

namespace Deploy.Conformance.Tests.Maintenance;

/// <summary>Asks a Service all the while: through the API server, or as a pod behind kube-proxy where that one cannot reach the pods.</summary>
internal sealed class ServiceCaller : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> failures = [];
    private readonly Func<Task> ask;
    private readonly IAsyncDisposable line;
    private int answered;
    private Task running = Task.CompletedTask;

    private ServiceCaller(Func<Task> ask, IAsyncDisposable line) => (this.ask, this.line) = (ask, line);

    public static async Task<ServiceCaller> StartAsync(KubernetesClient client, SimulatedNetwork? network, string ns, string service)
    {
        ServiceCaller caller;
        if (network is null)
        {
            var probe = await TrafficProbe.StartAsync(client, new(ns, service, null, "/"), TimeProvider.System);
            caller = new(() => Task.CompletedTask, probe) { Probe = probe };
            return caller;
        }
        var pods = await ServiceClient.ConnectAsync(client, network, ns, service, TimeSpan.FromMilliseconds(100));
        caller = new(async () => (await pods.SendAsync(new(HttpMethod.Get, "http://web/?delay=20"))).Dispose(), pods);
        caller.running = caller.RunAsync();
        return caller;
    }

    private TrafficProbe? Probe { get; init; }

    public async Task<(int Answered, IReadOnlyList<string> Failures)> StopAsync()
    {
        if (Probe is not null)
        {
            var report = await Probe.StopAsync();
            return (report.Answered, report.Failed == 0 ? [] : [report.FirstFailure ?? "unknown"]);
        }
        await stop.CancelAsync();
        await running;
        return (answered, failures);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await line.DisposeAsync();
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ask();
                answered++;
            }
            catch (HttpRequestException e)
            {
                failures.Add(e.Message);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
