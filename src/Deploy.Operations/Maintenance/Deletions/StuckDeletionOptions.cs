namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>When a deletion counts as stuck, who is told and what is done by itself.</summary>
public sealed record StuckDeletionOptions
{
    /// <summary>A deletion is stuck this long after its grace ended. Default 15 min.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>What is repaired without asking. Default: only what our own finalizer holds.</summary>
    public StuckRepair Repair { get; init; } = StuckRepair.OwnFinalizer;

    /// <summary>Where alerts are posted as JSON; null: nowhere. May hold a secret and is never shown.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>The same stuck deletion is alerted again after this. Default 1 h.</summary>
    public TimeSpan AlertEvery { get; init; } = TimeSpan.FromHours(1);
}
