using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.Running;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Repair;

/// <summary>Finds what is left over or half done. Pure.</summary>
internal static class RepairSearch
{
    internal static IReadOnlyList<RepairFinding> Find(RepairFacts facts) =>
    [
        .. facts.Workloads.SelectMany(workload => OfWorkload(workload, facts)),
        .. facts.Services.SelectMany(service => OfService(service, facts)),
        .. facts.Pods.SelectMany(pod => OfPod(pod, facts)),
        .. facts.ReplicaSets.Where(set => IsResidual(set, facts)).Select(set => Residual(set, RepairKind.ResidualReplicaSet, WorkloadResources.ReplicaSets, "its Deployment is gone")),
        .. facts.Services.Concat(facts.Along).Where(item => IsLeftAlong(item, facts)).Select(item =>
            Residual(item, RepairKind.LeftAlong, WorkloadResources.Find("v1", item.TextAt("kind"))!, $"it went along with module '{item.TextAt("metadata", "labels", ModuleLabels.Along)}', which is gone")),
    ];

    private static IEnumerable<RepairFinding> OfWorkload(Workload workload, RepairFacts facts)
    {
        if (workload.IsDeleting)
        {
            if (StuckDeletion(workload.Json, workload.Kind.ToString(), facts) is { } stuck)
                yield return stuck;
            yield break;
        }
        if (RemovalTraffic.NoteOf(workload) is { } until && until <= facts.Now)
            yield return HalfRemoved(workload, facts);
        var release = ReleaseRecord.Of(workload);
        var held = ReleaseLock.Note(workload);
        // An undo by kubectl brings older notes back, maybe with their lock; the fields tell that it was another release.
        if (workload.Kind == ModuleKind.Deployment && workload.Json.NumberAt("spec", "minReadySeconds") == ReleaseTimeFields.NeverAvailable && release?.Own is null)
        {
            yield return LeftBarrier(workload, facts);
            yield break;
        }
        if (ReleaseLock.Of(workload)?.Expires > facts.Now)
            yield break;
        if (release is { Phase: ReleasePhase.Running or ReleasePhase.RollingBack } && !(release.Strategy == StrategyKind.Rolling && held is null && (release.Own is null || !OpenRelease.IsDone(release, workload))))
            yield return Interrupted(workload, release, OpenRelease.IsDone(release, workload));
        else if (held is not null)
        {
            yield return Finding(workload, RepairKind.StaleLock, $"{held.Holder} held it for {held.Reason} until {held.Expires:u}.", "the lock is removed") with
            {
                Writes = [Annotated(workload, ModuleLabels.Lock)],
            };
        }
    }

    // The note goes last: while there is one, status says that the module is out of traffic.
    private static RepairFinding HalfRemoved(Workload workload, RepairFacts facts) =>
        Finding(workload, RepairKind.HeldService, "Its removal took it out of traffic and was broken off.", "its Services send it requests again") with
        {
            Writes =
            [
                .. facts.Services.Where(service => Key(service).Namespace == workload.Namespace && service.TextAt("metadata", "annotations", ModuleLabels.Pinned) == workload.Name).Select(Freed),
                Annotated(workload, ModuleLabels.OutOfTraffic),
            ],
        };

    private static RepairFinding Interrupted(Workload workload, ReleaseRecord release, bool isDone)
    {
        var goesBack = release is { Phase: ReleasePhase.Running, Strategy: not StrategyKind.Rolling } && !isDone && release.FromRevision > 0;
        return Finding(workload, RepairKind.InterruptedRelease, $"Release {release.Id} ({release.Cause}) is {release.Phase} and nobody drives it.",
            goesBack ? $"it is rolled back to {release.FromVersion}" : "it is brought to its end") with
        {
            Turn = goesBack ? RepairTurn.Back : RepairTurn.On,
        };
    }

    // The note with the operator's own values may be left on a ReplicaSet, to which the controller copies it.
    private static RepairFinding LeftBarrier(Workload workload, RepairFacts facts)
    {
        var own = RevisionSet.OwnedBy(workload, facts.ReplicaSets)
            .Select(set => ReleaseRecord.Read(set.Annotation(ModuleLabels.Release))?.Own).LastOrDefault(values => values is not null)
            ?? new OwnValues { MinReadySeconds = 0, ProgressDeadlineSeconds = 600, MaxSurge = "25%", MaxUnavailable = "0" };
        return Finding(workload, RepairKind.LeftBarrier, "New replicas never count as available, as in a batched release, but no release is open.", "the operator's own values come back") with
        {
            Writes = [ObjectWrite.PatchOf(WorkloadResources.Deployments, workload.Namespace, workload.Name, workload.ResourceVersion, new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ModuleLabels.Lock] = null } },
                ["spec"] = own.Restore(ModuleKind.Deployment),
            })],
        };
    }

    private static IEnumerable<RepairFinding> OfService(JsonObject service, RepairFacts facts)
    {
        var (ns, name) = Key(service);
        if (service.TextAt("metadata", "annotations", ModuleLabels.Pinned) is not { } holder)
            yield break;
        var workload = facts.Workloads.FirstOrDefault(item => item.Namespace == ns && item.Name == holder);
        if (workload is not null && (ReleaseRecord.Of(workload) is { IsOpen: true } || RemovalTraffic.NoteOf(workload) is not null))
            yield break;
        yield return new RepairFinding
        {
            Kind = RepairKind.HeldService,
            Namespace = ns,
            Module = workload?.Module.Name ?? holder,
            Target = $"Service {name}",
            Explanation = $"A safe upgrade or removal of '{holder}' holds it on one set of replicas, but none is under way.",
            Remedy = "its own selector comes back",
            Writes = [Freed(service)],
        };
    }

    private static ObjectWrite Freed(JsonObject service) => TrafficPins.Write(service, null, null);

    private static IEnumerable<RepairFinding> OfPod(JsonObject pod, RepairFacts facts)
    {
        if (pod.At("metadata", "deletionTimestamp") is not null)
        {
            if (StuckDeletion(pod, "Pod", facts) is { } stuck)
                yield return stuck;
            yield break;
        }
        var isOwned = pod.ObjectsAt("metadata", "ownerReferences").Any();
        var isMade = pod.TextAt("metadata", "generateName") is not null || pod.TextAt("metadata", "annotations", ModuleLabels.DecommissionedAt) is not null;
        var marked = pod.TimeAt("metadata", "annotations", ModuleLabels.DecommissionedAt) ?? pod.TimeAt("metadata", "creationTimestamp");
        if (!isOwned && isMade && new ModuleTemplate(pod, isBarePod: true).IsModule && marked + facts.Patience < facts.Now && !IsNeeded(pod, facts))
            yield return Residual(pod, RepairKind.OrphanReplica, WorkloadResources.Pods, $"no workload owns it, since {marked:u}");
    }

    // Recycling leaves a replica in service until its replacement answers. As long as the module lacks one, this one does its work.
    private static bool IsNeeded(JsonObject pod, RepairFacts facts)
    {
        var module = ModuleOf(pod);
        return pod.ObjectsAt("status", "conditions").Any(condition => condition.TextAt("type") == "Ready" && condition.TextAt("status") == "True")
            && facts.Workloads.Any(workload => workload.Namespace == Key(pod).Namespace && workload.Module.Name == module && !workload.IsDeleting && workload.Ready < workload.Desired);
    }

    private static RepairFinding? StuckDeletion(JsonObject item, string kind, RepairFacts facts)
    {
        if (item.TimeAt("metadata", "deletionTimestamp") is not { } since || since + facts.Patience > facts.Now)
            return null;
        var (ns, name) = Key(item);
        var finalizers = (item.At("metadata", "finalizers") as JsonArray ?? []).OfType<JsonValue>().Select(value => value.AsText()).ToList();
        var ours = finalizers.Contains(ModuleLabels.ArchiveFinalizer, StringComparer.Ordinal);
        var resource = kind == "Pod" ? WorkloadResources.Pods : WorkloadResources.Find("apps/v1", kind)!;
        return new RepairFinding
        {
            Kind = RepairKind.StuckDeletion,
            Namespace = ns,
            Module = ModuleOf(item),
            Target = $"{kind} {name}",
            Explanation = $"Its deletion began {since:u}; {(finalizers.Count > 0 ? $"held by {string.Join(", ", finalizers)}" : kind == "Pod" ? $"node {item.TextAt("spec", "nodeName")} has not confirmed its end" : "its replicas are not gone")}.",
            Remedy = ours ? "our finalizer is removed; its diagnostics may not be archived" : finalizers.Count == 0 && kind == "Pod" ? "it is deleted without waiting for its node" : null,
            Writes = ours ? [WithoutFinalizer(resource, item, ns, name)]
                : finalizers.Count == 0 && kind == "Pod" ? [new ObjectWrite(ChangeAction.Delete, resource, ns, name, null, new DeleteOptions { Uid = item.TextAt("metadata", "uid"), GracePeriodSeconds = 0 })]
                : [],
        };
    }

    private static ObjectWrite WithoutFinalizer(ResourceType<JsonObject> resource, JsonObject item, string ns, string name) =>
        ObjectWrite.PatchOf(resource, ns, name, item.TextAt("metadata", "resourceVersion"), new JsonObject
        {
            ["metadata"] = new JsonObject { ["$deleteFromPrimitiveList/finalizers"] = new JsonArray(ModuleLabels.ArchiveFinalizer) },
        });

    private static bool IsResidual(JsonObject set, RepairFacts facts) =>
        new ModuleTemplate(set.ObjectAt("spec", "template") ?? [], isBarePod: false).IsModule
        && set.ObjectsAt("metadata", "ownerReferences").FirstOrDefault(owner => owner.TextAt("kind") == "Deployment") is { } owner
        && !facts.Workloads.Any(workload => workload.Uid == owner.TextAt("uid"));

    private static bool IsLeftAlong(JsonObject item, RepairFacts facts) =>
        item.TextAt("metadata", "labels", ModuleLabels.Along) is { } module
        && !facts.Workloads.Any(workload => workload.Namespace == Key(item).Namespace && workload.Module.Name == module);

    private static RepairFinding Residual(JsonObject item, RepairKind kind, ResourceType<JsonObject> resource, string why)
    {
        var (ns, name) = Key(item);
        return new RepairFinding
        {
            Kind = kind,
            Namespace = ns,
            Module = ModuleOf(item),
            Target = $"{resource.Kind} {name}",
            Explanation = $"Left over: {why}.",
            Remedy = "it is deleted",
            Writes = [new ObjectWrite(ChangeAction.Delete, resource, ns, name, null, new DeleteOptions { Uid = item.TextAt("metadata", "uid") })],
        };
    }

    private static RepairFinding Finding(Workload workload, RepairKind kind, string explanation, string remedy) => new()
    {
        Kind = kind,
        Namespace = workload.Namespace,
        Module = workload.Module.Name,
        Target = $"{workload.Kind} {workload.Name}",
        Explanation = explanation,
        Remedy = remedy,
    };

    private static ObjectWrite Annotated(Workload workload, string removed) =>
        ObjectWrite.PatchOf(WorkloadResources.Of(workload.Kind), workload.Namespace, workload.Name, workload.ResourceVersion, new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [removed] = null } },
        });

    private static string ModuleOf(JsonObject item) =>
        item.TextAt("metadata", "labels", ModuleLabels.Name) ?? item.TextAt("metadata", "labels", ModuleLabels.Along) ?? "";

    private static (string Namespace, string Name) Key(JsonObject item) =>
        (item.TextAt("metadata", "namespace") ?? "default", item.TextAt("metadata", "name") ?? "");
}
