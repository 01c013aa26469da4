using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>
/// Holds the Services of a module on one ReplicaSet during a safe upgrade, by its hash label in their selectors. Pure.
/// </summary>
internal static class TrafficPins
{
    internal static Traffic Of(WorkloadSnapshot snapshot, ReleaseRecord release)
    {
        var target = TargetHash(snapshot, release);
        var hashes = Pinned(snapshot).Select(HashOf).ToList();
        return hashes.Count == 0 ? Traffic.Everywhere
            : hashes.TrueForAll(hash => hash == target) ? Traffic.OnTarget
            : hashes.Contains(target) ? Traffic.Mixed
            : Traffic.OnOld;
    }

    /// <summary>Holds every Service that selects the module's replicas on the set that runs now.</summary>
    internal static IEnumerable<ObjectWrite> Pin(Workload workload, IEnumerable<JsonObject> services, string hash)
    {
        var labels = workload.Template.TextsAt("metadata", "labels");
        return services
            .Where(service => service.TextsAt("spec", "selector") is { Count: > 0 } selector && selector.Where(pair => pair.Key != RevisionSet.ReplicaSetHash).All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value))
            .Select(service => Write(service, hash, workload.Name));
    }

    /// <summary>Moves the held Services to the target, or to what ran before.</summary>
    internal static IEnumerable<ObjectWrite> Switch(WorkloadSnapshot snapshot, ReleaseRecord release, bool toTarget)
    {
        var hash = toTarget ? TargetHash(snapshot, release) : EarlierHash(snapshot, release);
        return hash is null ? [] : Pinned(snapshot).Where(service => HashOf(service) != hash).Select(service => Write(service, hash, snapshot.Workload.Name));
    }

    /// <summary>Lets the Services that are held on another set to all of them; they stay marked as held.</summary>
    internal static IEnumerable<ObjectWrite> Widen(WorkloadSnapshot snapshot, ReleaseRecord release)
    {
        var target = TargetHash(snapshot, release);
        return target is null ? [] : Pinned(snapshot).Where(service => HashOf(service) is { } hash && hash != target).Select(service => Write(service, null, snapshot.Workload.Name));
    }

    /// <summary>The replicas that get no requests any more once traffic is moved, by UID.</summary>
    internal static IReadOnlySet<string> Leaving(WorkloadSnapshot snapshot, ReleaseRecord release, bool toTarget)
    {
        var hash = toTarget ? TargetHash(snapshot, release) : EarlierHash(snapshot, release);
        return (snapshot.Pods ?? []).Where(pod => pod.Metadata.Labels.GetValueOrDefault(RevisionSet.ReplicaSetHash) != hash).Select(pod => pod.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
    }

    internal static IEnumerable<ObjectWrite> Free(WorkloadSnapshot snapshot) => Pinned(snapshot).Select(service => Write(service, null, null));

    /// <summary>The set that a Service is held on by a safe upgrade of this workload; null where none is held.</summary>
    internal static string? Serving(Workload workload, IEnumerable<JsonObject> services) => Pinned(workload, services).Select(HashOf).FirstOrDefault();

    /// <summary>The Services that are held for the module.</summary>
    internal static IReadOnlyList<JsonObject> Pinned(WorkloadSnapshot snapshot) => Pinned(snapshot.Workload, snapshot.Services);

    // By workload, since one release may have to take the hold over from another.
    private static IReadOnlyList<JsonObject> Pinned(Workload workload, IEnumerable<JsonObject> services) =>
        [.. services.Where(service => service.TextAt("metadata", "annotations", ModuleLabels.Pinned) == workload.Name)];

    private static string? HashOf(JsonObject service) => service.TextAt("spec", "selector", RevisionSet.ReplicaSetHash);

    private static string? TargetHash(WorkloadSnapshot snapshot, ReleaseRecord release) =>
        release.TargetHash ?? DeploymentDriver.TargetSet(snapshot, release)?.Hash;

    private static string? EarlierHash(WorkloadSnapshot snapshot, ReleaseRecord release)
    {
        var target = TargetHash(snapshot, release);
        var others = snapshot.Revisions.Where(set => set.Hash != target).ToList();
        return (others.Find(set => set.Revision == release.FromRevision) ?? others.FindLast(set => set.Ready > 0))?.Hash;
    }

    internal static ObjectWrite Write(JsonObject service, string? hash, string? workload) =>
        ObjectWrite.PatchOf(WorkloadResources.Services, service.TextAt("metadata", "namespace") ?? "default", service.TextAt("metadata", "name") ?? "",
            service.TextAt("metadata", "resourceVersion"), new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ModuleLabels.Pinned] = workload } },
                ["spec"] = new JsonObject { ["selector"] = new JsonObject { [RevisionSet.ReplicaSetHash] = hash } },
            });
}
