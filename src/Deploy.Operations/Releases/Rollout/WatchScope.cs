namespace Deploy.Operations.Releases.Rollout;

/// <summary>What a release follows besides its workload; each costs a list and a watch.</summary>
internal readonly record struct WatchScope(bool Replicas, bool Revisions, bool Services);
