using Deploy.Controller.Arklet;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Modules;

/// <summary>What is to be done on one base now.</summary>
/// <param name="Installs">Modules to install.</param>
/// <param name="Uninstalls">Modules to uninstall.</param>
/// <param name="Finished">Pods with nothing left on the base that are deleted, or were pushed aside and have an owner: they can go.</param>
/// <param name="Reports">The statuses that differ from what the pods say now.</param>
public sealed record BaseActions(IReadOnlyList<Biz> Installs, IReadOnlyList<Biz> Uninstalls, IReadOnlyList<Pod> Finished, IReadOnlyList<PodReport> Reports);
