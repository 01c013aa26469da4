using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Repair;

/// <summary>What a repair looks at: the objects of modules as they are at one moment.</summary>
internal sealed record RepairFacts
{
    public IReadOnlyList<Workload> Workloads { get; init; } = [];

    public IReadOnlyList<JsonObject> Pods { get; init; } = [];

    public IReadOnlyList<JsonObject> ReplicaSets { get; init; } = [];

    public IReadOnlyList<JsonObject> Services { get; init; } = [];

    /// <summary>ConfigMaps and Secrets that were published along.</summary>
    public IReadOnlyList<JsonObject> Along { get; init; } = [];

    public required DateTimeOffset Now { get; init; }

    /// <summary>How long a deletion or a mark may last before it counts as stuck.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);
}
