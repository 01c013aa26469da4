using System.Threading.Channels;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Deploy.LocalCluster.Controllers;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>Gives every pod a node. One loop owns the picture of the cluster; bindings run beside it.</summary>
internal sealed class Scheduler : IControlLoop, IDisposable
{
    private readonly ControlContext context;
    private readonly PodBinding binding;
    private readonly ClusterLoad load = new();
    private readonly SchedulingQueue queue = new();
    private readonly Channel<Action> signals = Channel.CreateUnbounded<Action>(new() { SingleReader = true });

    public Scheduler(ControlContext context)
    {
        this.context = context;
        binding = new(context);
        context.Caches.Pods.Changed += change => Post(() => OnPod(change));
        context.Caches.Nodes.Changed += change => Post(() => OnNode(change));
    }

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await WaitAsync(ct);
            while (signals.Reader.TryRead(out var signal))
                signal();
            foreach (var pending in queue.Due(context.Time.GetUtcNow()))
                Schedule(pending, ct);
        }
    }

    public void Dispose() => binding.Dispose();

    private void Post(Action signal) => signals.Writer.TryWrite(signal);

    // Until something changes, or a pod may be tried again.
    private async Task WaitAsync(CancellationToken ct)
    {
        if (queue.NextAt() is not { } next)
        {
            await signals.Reader.WaitToReadAsync(ct);
            return;
        }

        var wait = next - context.Time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
            return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var signalled = signals.Reader.WaitToReadAsync(over.Token).AsTask();
        var timer = Task.Delay(wait, context.Time, over.Token);
        await Task.WhenAny(signalled, timer);
        await over.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private void OnPod(WatchEvent<Pod> change)
    {
        if (change.Object is not { } pod)
            return;
        var uid = pod.Metadata.Uid;
        if (change.Type == WatchEventType.Deleted || pod.HasFinished())
        {
            queue.Remove(uid);
            load.Remove(uid);
            queue.Wake();
        }
        else if (!string.IsNullOrEmpty(pod.Spec.NodeName))
        {
            queue.Remove(uid);
            load.Put(pod);
            queue.WakeAffine();
        }
        else if (!pod.IsTerminating() && pod.Spec.SchedulerName is null or "" or "default-scheduler" && !load.Holds(uid))
        {
            // A pod that was just given a node is told of for a while as it was before: decided on again, it would be
            // counted on another node than the one it is on.
            queue.Put(pod);
        }
    }

    private void OnNode(WatchEvent<Node> change)
    {
        if (change.Object is not { } node)
            return;
        if (change.Type == WatchEventType.Deleted)
        {
            load.RemoveNode(node.Metadata.Name);
            queue.Wake();
            return;
        }

        var before = load.FindNode(node.Metadata.Name);
        load.Put(node);
        queue.Wake(node, before);
    }

    private void Schedule(PendingPod pending, CancellationToken ct)
    {
        var pod = pending.Pod;
        var result = Decide(pod);
        if (result.NodeName is not { } node)
        {
            pending.Failed(context.Time.GetUtcNow());
            binding.Refuse(pod, result.Failure!, ct);
            return;
        }

        queue.Remove(pod.Metadata.Uid);
        load.Place(pod, node);
        binding.Bind(pod, node, onFailure: () => Post(() => Unplace(pod)), ct);
    }

    // A pod that cannot be decided on must not keep all others waiting.
    private SchedulingResult Decide(Pod pod)
    {
        try
        {
            return SchedulingDecision.Decide(pod, load);
        }
        catch (FormatException invalid)
        {
            return new(null, invalid.Message);
        }
    }

    private void Unplace(Pod pod)
    {
        load.Remove(pod.Metadata.Uid);
        if (context.Caches.Pods.Find(pod.Metadata.Key()) is { } present && present.Metadata.Uid == pod.Metadata.Uid)
            OnPod(new(WatchEventType.Modified, present, present.Metadata.ResourceVersion ?? ""));
    }
}
