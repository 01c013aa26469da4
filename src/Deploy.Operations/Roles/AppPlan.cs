using Deploy.Operations.Releases;

namespace Deploy.Operations.Roles;

/// <summary>The plans of an app's roles, primary first.</summary>
public sealed record AppPlan(AppManifest App, IReadOnlyList<ReleasePlan> Plans);
