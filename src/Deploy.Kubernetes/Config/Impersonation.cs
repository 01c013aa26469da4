namespace Deploy.Kubernetes;

/// <summary>Acts as another user; the server checks that the real one may.</summary>
/// <param name="User">The user to act as.</param>
/// <param name="Groups">The groups to act in.</param>
public sealed record Impersonation(string User, IReadOnlyList<string> Groups);
