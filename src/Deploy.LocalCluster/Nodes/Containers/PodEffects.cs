namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>What a step of a simulated pod tells the world besides the pod's status.</summary>
internal sealed class PodEffects
{
    public List<PodEvent> Events { get; } = [];

    public List<ContainerOutput> Output { get; } = [];

    public void Normal(string container, string reason, string message) => Events.Add(new("Normal", reason, message, container));

    public void Warning(string container, string reason, string message) => Events.Add(new("Warning", reason, message, container));
}
