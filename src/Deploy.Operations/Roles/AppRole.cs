using Deploy.Operations.Releases;

namespace Deploy.Operations.Roles;

/// <summary>One role of an app: a module of its own, such as web or job.</summary>
/// <param name="IsPrimary">Whether the other roles wait for its first healthy replica.</param>
public sealed record AppRole(string Name, bool IsPrimary, ReleaseRequest Request);
