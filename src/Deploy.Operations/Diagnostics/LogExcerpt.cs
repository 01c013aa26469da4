namespace Deploy.Operations.Diagnostics;

/// <summary>The last lines of one run of a container.</summary>
/// <param name="Container">The container.</param>
/// <param name="Previous">True for the run before the last restart.</param>
/// <param name="Lines">The lines, oldest first, without secrets.</param>
/// <param name="Problem">Why there are none; null where they could be read.</param>
public sealed record LogExcerpt(string Container, bool Previous, IReadOnlyList<string> Lines, string? Problem = null);
