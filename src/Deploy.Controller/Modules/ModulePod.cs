using Deploy.Controller.Arklet;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Modules;

/// <summary>A pod on a base: each of its containers is a module to be installed there.</summary>
public sealed record ModulePod
{
    /// <summary>The pod as last seen.</summary>
    public required Pod Pod { get; init; }

    /// <summary>The modules it asks for, in the order of its containers.</summary>
    public required IReadOnlyList<Biz> Modules { get; init; }

    /// <summary>The containers that name no module: no version or no package URL.</summary>
    public required IReadOnlyList<string> NotModules { get; init; }

    /// <summary>The place in which it was first seen among pods; tells apart what was made within one second.</summary>
    public long Sequence { get; init; }

    /// <summary>The UID of what controls it; null for a bare pod.</summary>
    public string? OwnerUid => Owner?.Uid;

    /// <summary>The name of its ReplicaSet; null where something else controls it, or nothing.</summary>
    public string? ReplicaSetName => Owner is { Kind: "ReplicaSet" } set ? set.Name : null;

    /// <summary>Its deletion has begun.</summary>
    public bool IsDeleting => Pod.Metadata.DeletionTimestamp is not null;

    /// <summary>It has ended, so it asks for nothing any more.</summary>
    public bool IsOver => Pod.Status.Phase is "Failed" or "Succeeded";

    /// <summary>It wants its modules installed.</summary>
    public bool IsWanting => !IsDeleting && !IsOver;

    /// <summary>When a module of it began to run, as its status tells; null when it never did.</summary>
    public DateTimeOffset? Began(Biz biz)
    {
        var status = Pod.Status.ContainerStatuses.FirstOrDefault(c => c.Name == biz.Name);
        return status?.State.Running?.StartedAt ?? status?.LastState.Terminated?.StartedAt;
    }

    private OwnerReference? Owner => Pod.Metadata.OwnerReferences.FirstOrDefault(o => o.Controller == true);

    /// <summary>Reads a pod's containers as modules.</summary>
    public static ModulePod Of(Pod pod)
    {
        var modules = new List<Biz>();
        var others = new List<string>();
        foreach (var container in pod.Spec.Containers)
        {
            var version = container.Env.FirstOrDefault(e => e.Name == BaseLabels.VersionVariable)?.Value;
            if (string.IsNullOrEmpty(version) || string.IsNullOrEmpty(container.Image))
                others.Add(container.Name);
            else
                modules.Add(new Biz(container.Name, version, container.Image));
        }
        return new ModulePod { Pod = pod, Modules = modules, NotModules = others };
    }
}
