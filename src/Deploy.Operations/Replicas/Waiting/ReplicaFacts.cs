using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas.Waiting;

/// <summary>One replica that a wait looks at.</summary>
/// <param name="Pod">Its pod.</param>
/// <param name="Verdict">Its state and cause.</param>
/// <param name="Events">Its events; null where they were not read.</param>
public sealed record ReplicaFacts(Pod Pod, ReplicaVerdict Verdict, IReadOnlyList<Event>? Events = null);
