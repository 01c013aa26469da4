namespace Deploy.Kubernetes;

/// <summary>When to look at an object again.</summary>
/// <param name="After">Null: at its next change.</param>
public readonly record struct ReconcileResult(TimeSpan? After)
{
    /// <summary>All is as it should be.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Look again after a while, even if nothing changes.</summary>
    public static ReconcileResult Again(TimeSpan after) => new(after);
}
