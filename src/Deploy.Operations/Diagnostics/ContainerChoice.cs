using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Diagnostics;

/// <summary>Which container of a replica is meant.</summary>
internal static class ContainerChoice
{
    /// <summary>The container asked for, the only one, or the one named as its module.</summary>
    /// <exception cref="DeployException">There is no such container, or several and none is the module's: the message lists them.</exception>
    public static string Of(Pod pod, string? asked)
    {
        var names = Names(pod);
        var target = $"{pod.Metadata.Namespace}/{pod.Metadata.Name}";
        if (asked is not null)
        {
            return names.Contains(asked, StringComparer.Ordinal) ? asked
                : throw new DeployException(ReplicaCodes.ContainerNotFound, $"Replica {pod.Metadata.Name} has no container {asked}; it has {string.Join(", ", names)}.", target);
        }
        var apps = pod.Spec.Containers.Where(container => container is not null).Select(container => container.Name).ToArray();
        if (apps.Length == 1) return apps[0];
        if (ModuleIdentity.Of(pod)?.Name is { } module && apps.Contains(module, StringComparer.Ordinal)) return module;
        throw new DeployException(ReplicaCodes.ContainerNotChosen, $"Replica {pod.Metadata.Name} has several containers: {string.Join(", ", names)}.", target);
    }

    private static string[] Names(Pod pod) =>
        [.. pod.Spec.InitContainers.Concat(pod.Spec.Containers).Where(container => container is not null).Select(container => container.Name)];
}
