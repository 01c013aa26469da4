namespace Deploy.LocalCluster.Controllers.DaemonSets;

/// <summary>Whether a daemon's pod belongs on a node.</summary>
/// <param name="ShouldRun">One should be started there.</param>
/// <param name="ShouldContinue">One that runs there may stay.</param>
internal readonly record struct NodePlacement(bool ShouldRun, bool ShouldContinue);
