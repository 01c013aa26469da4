namespace Deploy.Kubernetes;

/// <summary>All objects of a list, and the version of the collection from which a watch goes on.</summary>
public sealed record ResourceList<T>(IReadOnlyList<T> Items, string ResourceVersion);
