namespace Deploy.Controller.Arklet;

/// <summary>A module that a base knows, from <c>queryAllBiz</c>.</summary>
public sealed record BizInfo
{
    /// <summary>Module name.</summary>
    public required string Name { get; init; }

    /// <summary>Module version; empty where the base did not say.</summary>
    public string Version { get; init; } = "";

    /// <summary>The state now.</summary>
    public BizState State { get; init; }

    /// <summary>The path under which the module answers on the base's port, or null.</summary>
    public string? WebContextPath { get; init; }

    /// <summary>How it came to this state, in the order the base listed it.</summary>
    public IReadOnlyList<BizStateRecord> Records { get; init; } = [];

    /// <summary>What a base tells modules apart by: <c>name:version</c>.</summary>
    public string Identity => $"{Name}:{Version}";

    /// <summary>The newest change, or null where the base keeps none.</summary>
    public BizStateRecord? Latest => Records.Where(r => r.ChangedAt is not null).MaxBy(r => r.ChangedAt) ?? (Records.Count > 0 ? Records[^1] : null);
}
