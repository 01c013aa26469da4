namespace Deploy.LocalCluster.Store;

/// <summary>A type that the API serves: its names, and which of the general rules hold for it.</summary>
internal sealed record ResourceKind
{
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Kind { get; init; }

    public bool Namespaced { get; init; } = true;

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Status is written through its own subresource only.</summary>
    public bool HasStatus { get; init; }

    public bool HasScale { get; init; }

    /// <summary>metadata.generation counts the changes of spec.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>A create keeps the status that it is sent with (nodes register with theirs).</summary>
    public bool KeepsStatusOnCreate { get; init; }

    /// <summary>Dotted paths that field selectors may name besides metadata.name and metadata.namespace.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string Singular => Kind.ToLowerInvariant();

    /// <summary>plural.group as error messages name it.</summary>
    public string QualifiedPlural => field ??= Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public bool IsSelectable(string path) =>
        path is "metadata.name" || (Namespaced && path is "metadata.namespace") || FieldIndex(path) >= 0;

    public int FieldIndex(string path)
    {
        for (var i = 0; i < SelectableFields.Count; i++)
        {
            if (SelectableFields[i] == path) return i;
        }

        return -1;
    }
}
