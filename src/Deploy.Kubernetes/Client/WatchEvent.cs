namespace Deploy.Kubernetes;

/// <summary>One event of a watch. The object is null for bookmarks and synced.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object as it is now; when deleted, as it was last.</param>
/// <param name="ResourceVersion">The version that this event brings the watcher to.</param>
#pragma warning disable CA1720 // The word of the watch protocol.
public sealed record WatchEvent<T>(WatchEventType Type, T? Object, string ResourceVersion = "");
