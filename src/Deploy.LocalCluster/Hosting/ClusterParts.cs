using Deploy.LocalCluster.Bases;
using Deploy.LocalCluster.Controllers;
using Deploy.LocalCluster.Nodes;

namespace Deploy.LocalCluster.Hosting;

/// <summary>The parts of a cluster, in the order in which they start.</summary>
internal static class ClusterParts
{
    public static IReadOnlyList<IClusterPart> For(LocalClusterOptions options)
    {
        if (!options.Loops) return [];
        List<IClusterPart> parts = [new ControlLoopsPart(), new SimulatedNodesPart(), new BasesPart()];
        return parts;
    }
}
