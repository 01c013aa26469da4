namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>Something about a container's log.</summary>
/// <param name="Container">Its name.</param>
/// <param name="Time">When.</param>
/// <param name="Text">The line; null where a new run begins.</param>
internal sealed record ContainerOutput(string Container, DateTimeOffset Time, string? Text);
