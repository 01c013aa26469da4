namespace Deploy.Operations.Roles;

/// <summary>An app with several roles, as an app.yaml describes it.</summary>
public sealed record AppManifest
{
    public required string Service { get; init; }

    /// <summary>Where it runs, such as production; null for none.</summary>
    public string? Destination { get; init; }

    public required string Version { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Primary role first, then as in the file.</summary>
    public required IReadOnlyList<AppRole> Roles { get; init; }

    /// <summary>How long the other roles wait for the primary one; default 2 minutes.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Roles that start at once; null for all.</summary>
    public int? BootLimit { get; init; }

    /// <summary>Time between groups of roles; default 0.</summary>
    public TimeSpan BootWait { get; init; }
}
