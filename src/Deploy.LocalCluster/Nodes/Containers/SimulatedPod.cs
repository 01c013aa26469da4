using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>A pod on a simulated node: its containers in order, from acceptance to the last end. It has no clock and does no I/O: it is told the time and answers with effects.</summary>
internal sealed class SimulatedPod
{
    private readonly ContainerSetting setting;
    private readonly List<SimulatedContainer> init;
    private readonly List<SimulatedContainer> main;
    private readonly double speed;
    private int initDone;
    private DateTimeOffset? endsAt;

    public SimulatedPod(Pod pod, string podIP, NodeImages images, double speed, DateTimeOffset now)
    {
        (StartTime, this.speed) = (now, speed);
        var id = $"{pod.Metadata.Name}_{pod.Metadata.Namespace}({pod.Metadata.Uid})";
        var grace = TimeSpan.FromSeconds(pod.Spec.TerminationGracePeriodSeconds ?? 30);
        setting = new(podIP, id, pod.Spec.RestartPolicy ?? "Always", grace, images, speed);
        init = [.. pod.Spec.InitContainers.Select(container => new SimulatedContainer(container, isInit: true, setting))];
        main = [.. pod.Spec.Containers.Select(container => new SimulatedContainer(container, isInit: false, setting))];
    }

    public DateTimeOffset StartTime { get; }

    public string PodIP => setting.PodIP;

    public string RestartPolicy => setting.RestartPolicy;

    public IReadOnlyList<SimulatedContainer> InitContainers => init;

    public IReadOnlyList<SimulatedContainer> Containers => main;

    /// <summary>How many init containers have had their turn.</summary>
    public int InitDone => initDone;

    public bool IsInitialized => initDone == init.Count;

    /// <summary>What has to run for the pod to be ready: its containers, and its sidecars.</summary>
    public IEnumerable<SimulatedContainer> Lasting => main.Concat(init.Where(container => container.IsSidecar));

    public bool IsStopping => setting.IsStopping;

    /// <summary>Set when the node threw the pod out.</summary>
    public (string Reason, string Message)? Eviction { get; private set; }

    /// <summary>No process runs, and none will.</summary>
    public bool HasEnded => All.All(container => container.Stage == ContainerStage.Finished);

    /// <summary>When something is due next; null: nothing unless the pod changes.</summary>
    public DateTimeOffset? NextAt => All.Select(container => container.NextAt).Append(EvictionAt).Min();

    private IEnumerable<SimulatedContainer> All => init.Concat(main);

    private DateTimeOffset? EvictionAt => Eviction is not null || IsStopping
        ? null
        : main.Where(container => container.Run is not null).Select(container => container.Run!.StartedAt + (container.Behavior.EvictedAfter / speed)).Min();

    /// <summary>Catches up with everything that is due until now, in order.</summary>
    /// <param name="pod">The pod as the server has it.</param>
    /// <param name="inFlight">Requests that its processes are answering.</param>
    /// <param name="now">The time.</param>
    /// <param name="lastRequestAt">When the last request came; null where none did.</param>
    public PodEffects Advance(Pod pod, int inFlight, DateTimeOffset now, DateTimeOffset? lastRequestAt = null)
    {
        var effects = new PodEffects();
        if (pod.Metadata.DeletionTimestamp is not null)
            RequestStop(pod, now, effects);
        else if (!IsStopping)
            Follow(pod, now, effects);
        // The callers of a pod that is deleted go elsewhere; those of a container that is replaced in place come to the same address.
        var isLeaving = pod.Metadata.DeletionTimestamp is not null;
        foreach (var container in main)
            container.Run?.NoteRequests(inFlight, isLeaving ? lastRequestAt : null);
        foreach (var container in init)
            container.Run?.NoteRequests(0, lastAt: null);
        while (NextAt is { } at && at <= now)
        {
            if (EvictionAt is { } eviction && eviction <= at)
                Evict(at, effects);
            else
                All.First(container => container.NextAt == at).Step(at, effects);
            Continue(at, effects);
        }

        return effects;
    }

    /// <summary>The pod is gone from the server: nothing is waited for.</summary>
    public void Kill(DateTimeOffset now)
    {
        setting.IsStopping = true;
        foreach (var container in All)
            container.Kill(now);
    }

    private void Follow(Pod pod, DateTimeOffset now, PodEffects effects)
    {
        foreach (var (container, spec) in main.Zip(pod.Spec.Containers))
            container.Change(spec, now, effects);
        foreach (var (container, spec) in init.Zip(pod.Spec.InitContainers))
            container.Change(spec, now, effects);
        Continue(now, effects);
    }

    // Begins what may begin: init containers one after the other, then all others together.
    private void Continue(DateTimeOffset at, PodEffects effects)
    {
        while (initDone < init.Count && init[initDone].HasHadItsTurn)
            initDone++;
        StopSidecars(at);
        if (IsStopping)
            return;
        if (!IsInitialized)
        {
            if (init[initDone].Stage == ContainerStage.Waiting)
                init[initDone].Begin(at, effects);
            else if (init[initDone].Stage == ContainerStage.Finished)
                StopAll(at, TimeSpan.Zero);
            return;
        }

        foreach (var container in main.Where(container => container.Stage == ContainerStage.Waiting))
            container.Begin(at, effects);
    }

    private void RequestStop(Pod pod, DateTimeOffset now, PodEffects effects)
    {
        if (!IsStopping)
        {
            foreach (var container in All.Where(container => container.Stage == ContainerStage.Running))
                effects.Normal(container.FieldPath, "Killing", $"Stopping container {container.Spec.Name}");
        }

        // A later deletion with less grace shortens the wait.
        StopAll(now, TimeSpan.FromSeconds(pod.Metadata.DeletionGracePeriodSeconds ?? 30));
    }

    private void StopAll(DateTimeOffset at, TimeSpan grace)
    {
        setting.IsStopping = true;
        endsAt = endsAt < at + grace ? endsAt : at + grace;
        foreach (var container in All.Where(container => !container.IsSidecar))
            container.Stop(at, grace);
        StopSidecars(at);
    }

    // They serve the others, so they go when all of those have ended: the last that was started first, one after the other.
    private void StopSidecars(DateTimeOffset at)
    {
        if (!init.Exists(container => container.IsSidecar) || !All.All(container => container.IsSidecar || container.Stage == ContainerStage.Finished))
            return;
        endsAt ??= at + setting.Grace;
        setting.IsStopping = true;
        var left = endsAt.Value > at ? endsAt.Value - at : TimeSpan.Zero;
        while (init.FindLast(container => container.IsSidecar && container.Stage != ContainerStage.Finished) is { } next)
        {
            next.Stop(at, left);
            if (next.Stage != ContainerStage.Finished)
                return;
        }
    }

    private void Evict(DateTimeOffset at, PodEffects effects)
    {
        Eviction = ("Evicted", "The node was low on resource: ephemeral-storage. Container " + main[0].Spec.Name + " was using more than its request of 0. ");
        effects.Events.Add(new("Warning", "Evicted", Eviction.Value.Message, null));
        setting.IsStopping = true;
        foreach (var container in All)
            container.Kill(at);
    }
}
