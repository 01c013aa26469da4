using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>What a list answers with.</summary>
/// <param name="Continue">Token for the next page, or null at the end.</param>
/// <param name="Remaining">How many follow after this page, where that is known.</param>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, long ResourceVersion, string? Continue, long? Remaining);
