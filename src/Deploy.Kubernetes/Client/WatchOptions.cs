namespace Deploy.Kubernetes;

/// <summary>What to watch, and from where.</summary>
public sealed record WatchOptions
{
    /// <summary>Changes after this version; null starts with the present objects as Added.</summary>
    public string? ResourceVersion { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>After this long the server ends the watch; 1 s to 1 h, null: 5 min.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Asks for bookmarks, which keep the version fresh while nothing changes. Default true.</summary>
    public bool Bookmarks { get; init; } = true;
}
