using System.Collections.Concurrent;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Storage;
using Deploy.Storage.Archives;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>
/// Archives every deleted replica, whoever deleted it: a finalizer holds it until its diagnostic is written and listed.
/// The finalizer is put on only by this task's own runs, so a dead archiver adds none; what it leaves behind is let go
/// by <see cref="Deletions.StuckDeletions"/>.
/// </summary>
public sealed class ArchiveDiagnostics(MaintenanceContext context) : IMaintenanceTask
{
    /// <summary>Name of the task.</summary>
    public const string TaskName = "ArchiveDiagnostics";

    private const int Chunk = 100;

    public string Name => TaskName;

    public string Description => "Writes the diagnostics of deleted replicas to the archive before they vanish.";

    public async Task<MaintenancePlan> PlanAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var work = await ArchiveWork.FindAsync(context, now, int.MaxValue, ct);
        var actions = work.Ended.Select(p => Action(p, "archive and let go", "it was deleted"))
            .Concat(work.Unheld.Select(Hold));
        return new(Name, work.Examined, [.. actions]);
    }

    public Task<MaintenanceReport> RunAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var sweep = new MaintenanceSweep(Name, context);
        return sweep.RunAsync(async token =>
        {
            var archiver = new ReplicaArchiver(context);
            var work = await ArchiveWork.FindAsync(context, now, context.Options.PageSize, token);
            sweep.Record.Examine(work.Examined);
            if (context.Store is not { } store)
            {
                // Whatever is wrong with the settings, nothing is held up for longer than was said.
                await LetOverdueGoAsync(sweep, archiver, work.Ended.Where(pod => ArchiveMoment.IsOverdue(pod, context.Options.Archive, now)), token);
                store = context.DemandStore();
            }
            foreach (var (ns, name) in work.Ending)
                await sweep.StepAsync(Action(ns, name, "archive and let go", "it was deleted"), _ => Task.FromResult(StepResult.Postponed("It is ending still.")), token);
            foreach (var chunk in work.Ended.Chunk(Chunk))
                await ArchiveAsync(sweep, archiver, store, chunk, now, token);
            // Nothing is held for a store that does not answer.
            await store.Archive.CreateContainerAsync(token);
            sweep.Works();
            await HoldAsync(sweep, archiver, work.Unheld, token);
            if (work.HasMore)
                await HoldRestAsync(sweep, archiver, token);
        }, ct);
    }

    private static Task HoldAsync(MaintenanceSweep sweep, ReplicaArchiver archiver, IReadOnlyList<UnheldReplica> replicas, CancellationToken ct) =>
        sweep.EachAsync(replicas, (replica, t) => sweep.StepAsync(Hold(replica), async c =>
        {
            return await archiver.HoldAsync(replica, c) ? StepResult.Done : StepResult.Changed;
        }, t), ct);

    /// <summary>At the first run these are all replicas there are: they pass by once more, and are held a page at a time.</summary>
    private async Task HoldRestAsync(MaintenanceSweep sweep, ReplicaArchiver archiver, CancellationToken ct)
    {
        var replicas = ReplicaPages.ListAsync(context, context.Options.Namespace, ModuleLabels.Component, ct);
        await foreach (var page in replicas.Select(UnheldReplica.Of).OfType<UnheldReplica>().Chunk(context.Options.PageSize).WithCancellation(ct))
            await HoldAsync(sweep, archiver, page, ct);
    }

    /// <summary>Diagnostics first, then one append to the index for all of them, then each is let go: broken off anywhere, nothing is lost.</summary>
    private async Task ArchiveAsync(
        MaintenanceSweep sweep, ReplicaArchiver archiver, BlobStore store, IReadOnlyList<Pod> pods, DateTimeOffset now, CancellationToken ct)
    {
        var entries = new ConcurrentDictionary<Pod, ArchivedReplica>(ReferenceEqualityComparer.Instance);
        var letGo = new ConcurrentBag<Pod>();
        await sweep.EachAsync(pods, async (pod, t) =>
        {
            var written = await sweep.TryAsync(Action(pod, "write its diagnostic", "it was deleted"),
                async c => entries[pod] = await archiver.WriteAsync(store, pod, DepartureReason.Of(pod), now, c), t);
            if (!written && ArchiveMoment.IsOverdue(pod, context.Options.Archive, now))
                letGo.Add(pod);
        }, ct);
        var action = new MaintenanceAction($"{entries.Count} replicas", "list in the archive", "their diagnostics are written");
        if (!entries.IsEmpty && await sweep.TryAsync(action, c => store.Archive.IndexAsync(entries.Values, c), ct))
        {
            sweep.Works();
            await LetGoAsync(sweep, archiver, entries.Keys, "it is archived", ct);
        }
        await LetOverdueGoAsync(sweep, archiver, letGo, ct);
    }

    private async Task LetOverdueGoAsync(MaintenanceSweep sweep, ReplicaArchiver archiver, IEnumerable<Pod> overdue, CancellationToken ct)
    {
        var pods = overdue.ToList();
        foreach (var pod in pods)
            sweep.Record.Warn($"Replica {pod.Metadata.Namespace}/{pod.Metadata.Name} is let go unarchived: it has waited for more than {context.Options.Archive.HoldAtMost}.");
        await LetGoAsync(sweep, archiver, pods, "it has waited for too long", ct);
    }

    private static Task LetGoAsync(MaintenanceSweep sweep, ReplicaArchiver archiver, IEnumerable<Pod> pods, string why, CancellationToken ct) =>
        sweep.EachAsync(pods, (pod, t) => sweep.StepAsync(Action(pod, "archive and let go", why), async c =>
        {
            await archiver.ReleaseAsync(pod, c);
            return StepResult.Done;
        }, t), ct);

    private static MaintenanceAction Hold(UnheldReplica replica) => Action(replica.Namespace, replica.Name, "hold for the archive", "it has no finalizer yet");

    private static MaintenanceAction Action(Pod pod, string action, string why) => Action(pod.Metadata.Namespace ?? "", pod.Metadata.Name, action, why);

    private static MaintenanceAction Action(string ns, string name, string action, string why) => new($"Replica {ns}/{name}", action, why);
}
