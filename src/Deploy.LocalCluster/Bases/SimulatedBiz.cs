using Deploy.Controller.Arklet;

namespace Deploy.LocalCluster.Bases;

/// <summary>A module on a simulated base, with the history of its states.</summary>
internal sealed record SimulatedBiz(string Name, string Version, string WebContextPath, ModuleSimulation Simulation, BizState State, IReadOnlyList<BizStateRecord> Records)
{
    public string Identity => $"{Name}:{Version}";

    public SimulatedBiz Enter(BizState state, string reason, string message, DateTimeOffset now) =>
        this with { State = state, Records = [.. Records, new BizStateRecord(now, state, reason, message)] };
}
