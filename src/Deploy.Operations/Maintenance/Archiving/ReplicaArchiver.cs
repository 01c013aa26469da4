using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Storage;
using Deploy.Storage.Archives;
using Microsoft.Extensions.Logging;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>Writes replicas into the archive and lets them go.</summary>
internal sealed partial class ReplicaArchiver(MaintenanceContext context)
{
    /// <summary>Writes one replica and lists it. Without a store nothing is written, which is said.</summary>
    public async Task ArchiveAsync(Pod pod, string reason, DateTimeOffset now, CancellationToken ct)
    {
        if (context.Store is not { } store)
        {
            LogNoStore(context.Log, pod.Metadata.Namespace ?? "", pod.Metadata.Name);
            return;
        }
        var entry = await WriteAsync(store, pod, reason, now, ct);
        await store.Archive.IndexAsync([entry], ct);
    }

    /// <summary>Writes one replica's diagnostic; its line of the index is the caller's to add.</summary>
    public async Task<ArchivedReplica> WriteAsync(BlobStore store, Pod pod, string reason, DateTimeOffset now, CancellationToken ct)
    {
        var entry = ArchiveEntry.Of(pod, reason, now);
        var diagnostic = await DiagnosticCapture.ReadAsync(context, pod, ct);
        await store.Archive.WriteAsync(entry, diagnostic, ct);
        return entry;
    }

    /// <summary>Takes the finalizer off, if it has it, so that the deletion goes on. One that went meanwhile went.</summary>
    public async Task ReleaseAsync(Pod pod, CancellationToken ct)
    {
        // Others take theirs off at the same time, which moves ours in the list.
        for (var live = pod; live is not null && live.Metadata.Uid == pod.Metadata.Uid;)
        {
            var index = live.Metadata.Finalizers.ToList().IndexOf(ModuleLabels.ArchiveFinalizer);
            if (index < 0 || await LiveWrite.TryPatchAsync(context.Cluster, WorkloadResources.Pods, live.Metadata, Patch.Json(Removal(live, index)), ct))
                return;
            live = await context.Cluster.FindAsync(Resources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, ct);
        }
        LogGone(context.Log, pod.Metadata.Namespace ?? "", pod.Metadata.Name);
    }

    /// <summary>Puts the finalizer on, beside whatever others there are.</summary>
    /// <returns>False where it went, or is being deleted, before it could be held.</returns>
    public Task<bool> HoldAsync(UnheldReplica replica, CancellationToken ct)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = replica.Uid, ["finalizers"] = new JsonArray(ModuleLabels.ArchiveFinalizer) },
        };
        var known = new ObjectMeta { Namespace = replica.Namespace, Name = replica.Name, Uid = replica.Uid };
        return LiveWrite.TryPatchAsync(context.Cluster, WorkloadResources.Pods, known, Patch.Strategic(patch), ct);
    }

    private static JsonArray Removal(Pod pod, int index) =>
    [
        new JsonObject { ["op"] = "test", ["path"] = "/metadata/uid", ["value"] = pod.Metadata.Uid },
        new JsonObject { ["op"] = "test", ["path"] = $"/metadata/finalizers/{index}", ["value"] = ModuleLabels.ArchiveFinalizer },
        new JsonObject { ["op"] = "remove", ["path"] = $"/metadata/finalizers/{index}" },
    ];

    [LoggerMessage(EventId = 4121, Level = LogLevel.Warning, Message = "Replica {Namespace}/{Name} goes unarchived: no store is set up")]
    private static partial void LogNoStore(ILogger logger, string @namespace, string name);

    [LoggerMessage(EventId = 4122, Level = LogLevel.Debug, Message = "Replica {Namespace}/{Name} was gone before it was let go")]
    private static partial void LogGone(ILogger logger, string @namespace, string name);
}
