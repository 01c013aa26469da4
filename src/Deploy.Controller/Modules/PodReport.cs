using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Modules;

/// <summary>A status to be written to a pod.</summary>
/// <param name="Pod">The pod as last seen.</param>
/// <param name="Status">What its status is to be.</param>
public sealed record PodReport(Pod Pod, PodStatus Status);
