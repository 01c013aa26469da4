namespace Deploy.LocalCluster.Patching;

/// <summary>What strategic merge needs to know of a type: which of its lists merge, by which key, and the types below.</summary>
internal sealed class PatchSchema
{
    private readonly Dictionary<string, PatchField> fields = new(StringComparer.Ordinal);

    /// <summary>For what has no special rules: maps merge, lists are replaced.</summary>
    public static PatchSchema Plain { get; } = new();

    public PatchField Field(string name) => fields.GetValueOrDefault(name, PatchField.Plain);

    /// <summary>A list of objects that merges by a key of its elements.</summary>
    public PatchSchema List(string name, string key, PatchSchema? element = null, bool retainKeys = false) =>
        Add(name, new PatchField(element ?? Plain, key) { RetainKeys = retainKeys });

    /// <summary>A list of plain values that merges as a set.</summary>
    public PatchSchema Set(string name) => Add(name, new PatchField(Plain, "") { IsSet = true });

    public PatchSchema Map(string name, PatchSchema type) => Add(name, new PatchField(type, ""));

    /// <summary>An object that is replaced as a whole.</summary>
    public PatchSchema Replaced(string name) => Add(name, new PatchField(Plain, "") { IsReplaced = true });

    private PatchSchema Add(string name, PatchField field)
    {
        fields.Add(name, field);
        return this;
    }
}
