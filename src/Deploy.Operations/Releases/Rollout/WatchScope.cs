namespace Deploy.Operations.Releases.Rollout;

/// <summary>What a release follows besides its workload and replicas; each costs a list and a watch.</summary>
internal readonly record struct WatchScope(bool Revisions, bool Services);
