namespace Deploy.LocalCluster.Patching;

/// <summary>How strategic merge treats one field.</summary>
/// <param name="Schema">The type of the field, or of the elements of a list.</param>
/// <param name="MergeKey">The element's key by which a list of objects merges; empty: it does not.</param>
internal sealed record PatchField(PatchSchema Schema, string MergeKey)
{
    public static PatchField Plain { get; } = new(PatchSchema.Plain, "");

    /// <summary>A list of plain values that merges as a set.</summary>
    public bool IsSet { get; init; }

    public bool IsReplaced { get; init; }

    public bool RetainKeys { get; init; }

    public bool Merges => IsSet || MergeKey.Length > 0;
}
