using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Running;

/// <summary>Opens a release: what goes along first, then the workload with its release in one write.</summary>
internal sealed class Opening(KubernetesClient client, TimeProvider time, ReleaseEnvironment environment, ReleaseOptions options)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    internal async Task<Workload> RunAsync(PlannedWork.Begin begin, CancellationToken cancellationToken)
    {
        if (begin.Live is null)
            return await CreateAsync(begin, cancellationToken);
        var (live, release) = (begin.Live, begin.Release);
        if (begin.Revision is { } revision)
            await RenewAsync(revision, cancellationToken);
        if (release.Strategy == StrategyKind.Safe)
            live = await HoldTrafficAsync(live, release, begin.Earlier, cancellationToken);
        var write = Patch(live, begin);
        if (begin.Along.Count > 0)
            await TryOutAsync(begin.Along.Append(write), cancellationToken);
        await WriteAlongAsync(client, begin.Along, cancellationToken);
        return new Workload(live.Kind, (await write.RunAsync(client, dryRun: false, cancellationToken))!);
    }

    // The Deployment controller reads ReplicaSets by the same cache as theirs, which notes here what it has seen: before that it
    // would not find the revision that the workload goes back to, and would make another one.
    private async Task RenewAsync(ObjectWrite revision, CancellationToken cancellationToken)
    {
        var set = await revision.RunAsync(client, dryRun: false, cancellationToken);
        for (var until = time.GetUtcNow() + s_patience; set is not null && time.GetUtcNow() < until;)
        {
            if ((set.NumberAt("status", "observedGeneration") ?? 0) >= (set.NumberAt("metadata", "generation") ?? 0))
                return;
            await Task.Delay(s_poll, time, cancellationToken);
            set = await client.FindAsync(revision.Resource, revision.Namespace, revision.Name, cancellationToken);
        }
    }

    internal static async Task WriteAlongAsync(KubernetesClient client, IEnumerable<ObjectWrite> along, CancellationToken cancellationToken)
    {
        foreach (var write in along)
            await write.RunAsync(client, dryRun: false, cancellationToken);
    }

    private async Task<Workload> CreateAsync(PlannedWork.Begin begin, CancellationToken cancellationToken)
    {
        var wanted = begin.Wanted!;
        var body = ReleaseOpening.Create(wanted, begin.Release, Lock(begin.Release));
        var write = new ObjectWrite(ChangeAction.Create, WorkloadResources.Of(wanted.Kind), wanted.Namespace, wanted.Name, body);
        if (begin.Along.Count > 0)
            await TryOutAsync(begin.Along.Append(write), cancellationToken);
        await WriteAlongAsync(client, begin.Along, cancellationToken);
        return new Workload(wanted.Kind, (await write.RunAsync(client, dryRun: false, cancellationToken))!);
    }

    private ObjectWrite Patch(Workload live, PlannedWork.Begin begin)
    {
        var patch = begin.Change.Patch.Copy();
        var release = ReleaseTimeFields.Set(live, patch, begin.Release, begin.Earlier, options.Wait);
        if (begin.Earlier is { HoldsPause: true })
            patch.Child("spec")["paused"] = false;
        var opened = ReleaseOpening.Patch(live, begin.Change with { Patch = patch }, release, Lock(release));
        return ObjectWrite.PatchOf(WorkloadResources.Of(live.Kind), live.Namespace, live.Name, live.ResourceVersion, opened);
    }

    // The server checks all objects before the first is changed, so that one that is refused leaves nothing half done.
    private async Task TryOutAsync(IEnumerable<ObjectWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
            await write.RunAsync(client, dryRun: true, cancellationToken);
    }

    // After an unfinished safe upgrade the Services stay on the set that they are held on.
    // Batch 0: the release is noted but its template is not written, while the Services are being held on what runs now.
    private async Task<Workload> HoldTrafficAsync(Workload live, ReleaseRecord release, ReleaseRecord? earlier, CancellationToken cancellationToken)
    {
        var services = await client.ListAllAsync(WorkloadResources.Services, live.Namespace, null, cancellationToken);
        var revisions = await RevisionReader.ReadAsync(client, live, cancellationToken);
        var serving = TrafficPins.Serving(live, services.Items) ?? UndoTarget.Current(live, revisions)?.Hash;
        var pins = serving is null ? [] : TrafficPins.Pin(live, services.Items, serving).ToList();
        if (pins.Count == 0)
            return live;
        var note = RolloutWrites.Note(live, release with { Batch = 0, Own = earlier?.Own, HoldsPause = earlier?.HoldsPause ?? false }, Lock(release));
        live = new Workload(live.Kind, (await note.RunAsync(client, dryRun: false, cancellationToken))!);
        await WriteAlongAsync(client, pins, cancellationToken);
        return await AcknowledgedAsync(live, cancellationToken);
    }

    // The note is a new generation, which the controller acknowledges by a write of its own; the write of the template would
    // meet it each time. Of another generation than the note's, somebody else has changed it: then that write shall be refused.
    private async Task<Workload> AcknowledgedAsync(Workload noted, CancellationToken cancellationToken)
    {
        var resource = WorkloadResources.Of(noted.Kind);
        var generation = noted.Json.NumberAt("metadata", "generation");
        for (var until = time.GetUtcNow() + s_patience; time.GetUtcNow() < until; await Task.Delay(s_poll, time, cancellationToken))
        {
            var seen = await client.GetAsync(resource, noted.Namespace, noted.Name, cancellationToken);
            if (seen.NumberAt("metadata", "generation") != generation)
                return noted;
            if (seen.NumberAt("status", "observedGeneration") >= generation)
                return new Workload(noted.Kind, seen);
        }
        return noted;
    }

    private ReleaseLock? Lock(ReleaseRecord release) => options.Wait || release.Strategy != StrategyKind.Rolling
        ? new ReleaseLock
        {
            Holder = environment.Holder,
            Reason = release.Cause ?? release.Operation.ToString(),
            Release = release.Id,
            Expires = time.GetUtcNow() + ReleaseLock.Life,
        }
        : null;
}
