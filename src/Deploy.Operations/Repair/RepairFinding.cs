using Deploy.Operations.Releases.Planning;

namespace Deploy.Operations.Repair;

/// <summary>One thing that is not as it should be, and what would put it right.</summary>
public sealed record RepairFinding
{
    public required RepairKind Kind { get; init; }

    public required string Namespace { get; init; }

    /// <summary>The module concerned; empty where it cannot be told.</summary>
    public required string Module { get; init; }

    /// <summary>Kind and name of the object.</summary>
    public required string Target { get; init; }

    /// <summary>What was found, and who holds it.</summary>
    public required string Explanation { get; init; }

    /// <summary>What the repair does; null where only somebody else can.</summary>
    public string? Remedy { get; init; }

    public bool CanRepair => Remedy is not null;

    internal IReadOnlyList<ObjectWrite> Writes { get; init; } = [];

    /// <summary>Whether the remedy is to drive the module's release: back, or on.</summary>
    internal RepairTurn Turn { get; init; }

    public override string ToString() => $"{Kind} {Namespace}/{Target}: {Explanation}{(Remedy is null ? "" : $" Remedy: {Remedy}")}";
}
