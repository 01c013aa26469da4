using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>What a plan carries out.</summary>
internal abstract record PlannedWork
{
    private PlannedWork()
    {
    }

    /// <summary>Nothing: all is as asked for.</summary>
    internal sealed record Nothing(Workload Live) : PlannedWork;

    /// <summary>A release: what goes along, then the workload.</summary>
    /// <param name="Live">Null for a workload that does not exist yet.</param>
    /// <param name="Wanted">The workload to create, when there is none.</param>
    /// <param name="Earlier">State of the release before, whose own values are taken over.</param>
    internal sealed record Begin(Workload? Live, Workload? Wanted, TemplateChange Change, ReleaseRecord Release, ReleaseRecord? Earlier, IReadOnlyList<ObjectWrite> Along) : PlannedWork
    {
        /// <summary>What is written to the revision that comes back before the workload takes it; null for nothing.</summary>
        internal ObjectWrite? Revision { get; init; }
    }

    /// <summary>Fields of the workload that start no release, and what goes along.</summary>
    internal sealed record Adjust(Workload Live, TemplateChange Change, IReadOnlyList<ObjectWrite> Along) : PlannedWork;

    internal sealed record Scale(Workload Live, int Replicas) : PlannedWork;

    /// <summary>The whole module, in order: traffic, archive, workload, what went along.</summary>
    /// <param name="Services">Its own Services, which stop sending requests first.</param>
    /// <param name="Packages">Package files that only its workload and history needed.</param>
    internal sealed record Remove(Workload Live, IReadOnlyList<ObjectWrite> Along, IReadOnlyList<JsonObject> Services, IReadOnlyList<string> Packages) : PlannedWork;

    /// <summary>Another state for the open release; then it is driven on, if that state is one to drive.</summary>
    internal sealed record Turn(Workload Live, ReleaseRecord Release) : PlannedWork;
}
