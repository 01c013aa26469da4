using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Network;
using Deploy.LocalCluster.Nodes.Containers;
using Deploy.LocalCluster.Nodes.Logs;

namespace Deploy.LocalCluster.Nodes.Agent;

/// <summary>A pod on its node: what is simulated, what its network and its logs are, and what was last reported of it.</summary>
internal sealed class PodRuntime : IDisposable
{
    private readonly Lock gate = new();
    private string lastReport = "";
    private IReadOnlyList<Condition> lastConditions;

    public PodRuntime(Pod pod, SimulatedNode node, string podIP, NodePoolOptions options, TimeProvider time, Action requestsDone)
    {
        (Pod, Node) = (pod, node);
        Simulated = new(pod, podIP, node.Images, options.Speed, time.GetUtcNow());
        Process = new(pod, Simulated, time, requestsDone);
        Logs = new(options.LogLines);
        Mounts = new(pod, options.Speed);
        lastConditions = pod.Status.Conditions;
    }

    public Pod Pod { get; private set; }

    public SimulatedNode Node { get; }

    public SimulatedPod Simulated { get; }

    public PodProcess Process { get; }

    public PodLogs Logs { get; }

    public VolumeMounts Mounts { get; }

    /// <summary>The last end of its life is reported and the server was asked to remove it.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Catches up until now. The events to record.</summary>
    public IReadOnlyList<PodEvent> Advance(Pod pod, DateTimeOffset now)
    {
        lock (gate)
        {
            Pod = pod;
            var effects = Simulated.Advance(pod, Process.InFlight, now, Process.LastRequestAt);
            Process.Refresh();
            Logs.Write(effects.Output);
            foreach (var container in Simulated.Containers.Concat(Simulated.InitContainers).Where(container => container.Run is null))
                Logs.End(container.Spec.Name);
            return effects.Events;
        }
    }

    /// <summary>The status to write; null when the last one still holds.</summary>
    public JsonObject? Report(DateTimeOffset now)
    {
        lock (gate)
        {
            var known = Pod with { Status = Pod.Status with { Conditions = [.. lastConditions.Concat(Pod.Status.Conditions).DistinctBy(condition => condition.Type)] } };
            var status = PodStatusReport.Of(Simulated, known, Node.Address, now);
            var body = JsonSerializer.SerializeToNode(status, ModelJson.Of<PodStatus>())!.AsObject();
            var text = body.ToJsonString();
            if (text == lastReport)
                return null;
            (lastReport, lastConditions) = (text, status.Conditions);
            return body;
        }
    }

    /// <summary>The last report did not arrive: it is made again.</summary>
    public void ForgetReport() => lastReport = "";

    public void Kill(DateTimeOffset now)
    {
        lock (gate)
        {
            Simulated.Kill(now);
            Process.Refresh();
            Logs.EndAll();
        }
    }

    public void Dispose() => Process.Dispose();
}
