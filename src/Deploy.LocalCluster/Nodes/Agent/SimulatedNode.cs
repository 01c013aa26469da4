using System.Globalization;
using Deploy.LocalCluster.Nodes.Containers;

namespace Deploy.LocalCluster.Nodes.Agent;

/// <summary>One node of a pool.</summary>
internal sealed class SimulatedNode(string name, int number)
{
    public string Name { get; } = name;

    /// <summary>Its address: 10.240.0.0/16 is the nodes'.</summary>
    public string Address { get; } = string.Create(CultureInfo.InvariantCulture, $"10.240.{number / 250}.{(number % 250) + 1}");

    public NodeImages Images { get; } = new();

    /// <summary>Switched off: no heartbeat, no process, no report.</summary>
    public bool IsDown { get; set; }
}
