namespace Deploy.Kubernetes;

/// <summary>What a watch event tells.</summary>
public enum WatchEventType
{
    Added,
    Modified,
    Deleted,

    /// <summary>Nothing changed up to a version; carries no object.</summary>
    Bookmark,

    /// <summary>The list is complete and changes follow; carries no object. Again after each new list.</summary>
    Synced,
}
