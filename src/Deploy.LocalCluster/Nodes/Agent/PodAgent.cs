using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers;
using Deploy.LocalCluster.Controllers.Events;
using Deploy.LocalCluster.Controllers.Workloads;
using Deploy.LocalCluster.Network;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Nodes.Agent;

/// <summary>Runs the pods that are bound to the nodes of a pool, and reports on them: the kubelets of all of them in one.</summary>
internal sealed class PodAgent : IDisposable
{
    private readonly KubernetesClient client;
    private readonly NodePoolOptions options;
    private readonly TimeProvider time;
    private readonly EventRecorder events;
    private readonly Reconciler reconciler;
    private readonly PodAddresses addresses = new();
    private readonly ConcurrentDictionary<ObjectKey, PodRuntime> runtimes = new();
    private readonly Dictionary<string, SimulatedNode> nodes;
    private readonly SimulatedNetwork network;

    public PodAgent(KubernetesClient client, IEnumerable<SimulatedNode> nodes, SimulatedNetwork network, EventRecorder events, NodePoolOptions options, TimeProvider time, ILogger logger)
    {
        (this.client, this.network, this.events, this.options, this.time) = (client, network, events, options, time);
        this.nodes = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        Pods = new(client, Resources.Pods);
        reconciler = new(ReconcileAsync, new() { Workers = options.Workers, FirstRetry = TimeSpan.FromMilliseconds(20), StopGrace = TimeSpan.Zero, TimeProvider = time, Logger = logger });
        Pods.Changed += OnPod;
    }

    public ResourceCache<Pod> Pods { get; }

    public PodRuntime? Find(ObjectKey key) => runtimes.GetValueOrDefault(key);

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(Pods.RunAsync(ct), reconciler.RunAsync(ct));

    /// <summary>Looks at every pod of a node, for instance when it was switched on or off.</summary>
    public void Revisit(string nodeName)
    {
        foreach (var pod in Pods.Items.Where(pod => pod.Spec.NodeName == nodeName))
            reconciler.Enqueue(pod.Metadata.Key());
    }

    public void Dispose()
    {
        reconciler.Dispose();
        foreach (var runtime in runtimes.Values)
            runtime.Dispose();
    }

    private void OnPod(WatchEvent<Pod> change)
    {
        if (change.Object is { Spec.NodeName: { } node } pod && nodes.ContainsKey(node))
            reconciler.Enqueue(pod.Metadata.Key());
    }

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        var pod = Pods.Find(key);
        var runtime = runtimes.GetValueOrDefault(key);
        if (runtime is not null && runtime.Pod.Metadata.Uid != pod?.Metadata.Uid)
        {
            Drop(key, runtime);
            runtime = null;
        }

        if (pod?.Spec.NodeName is not { } nodeName || !nodes.TryGetValue(nodeName, out var node) || runtime?.IsFinished == true)
            return ReconcileResult.Done;
        if (node.IsDown)
        {
            if (runtime is not null)
                Drop(key, runtime);
            return ReconcileResult.Done;
        }

        if (runtime is null && pod.HasFinished())
            return await EndAsync(pod, null, ct);
        runtime ??= Begin(key, pod, node);
        return runtime.Mounts.AreDone || pod.IsTerminating() ? await RunAsync(pod, runtime, ct) : await MountAsync(pod, runtime, ct);
    }

    private async Task<ReconcileResult> MountAsync(Pod pod, PodRuntime runtime, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now < runtime.Mounts.NextAt)
            return ReconcileResult.Again(Until(runtime.Mounts.NextAt));
        if (await runtime.Mounts.TryAsync(client, now, ct) is not { } failure)
            return await RunAsync(pod, runtime, ct);
        events.Record(ObjectReferences.To(Resources.Pods, pod.Metadata), "Warning", "FailedMount", failure, new() { Component = "kubelet", Host = runtime.Node.Name });
        if (runtime.Report(now) is { } status && !await WriteAsync(pod, runtime, status, ct))
            return ReconcileResult.Done;
        return ReconcileResult.Again(Until(runtime.Mounts.NextAt));
    }

    private async Task<ReconcileResult> RunAsync(Pod pod, PodRuntime runtime, CancellationToken ct)
    {
        foreach (var happened in runtime.Advance(pod, time.GetUtcNow()))
            events.Record(ObjectReferences.To(Resources.Pods, pod.Metadata, happened.FieldPath), happened.Type, happened.Reason, happened.Message, new() { Component = "kubelet", Host = runtime.Node.Name });
        if (runtime.Report(time.GetUtcNow()) is { } status && !await WriteAsync(pod, runtime, status, ct))
            return ReconcileResult.Done;
        if (pod.IsTerminating() && runtime.Simulated.HasEnded)
            return await EndAsync(pod, runtime, ct);
        return runtime.Simulated.NextAt is { } next ? ReconcileResult.Again(Until(next)) : ReconcileResult.Done;
    }

    private PodRuntime Begin(ObjectKey key, Pod pod, SimulatedNode node)
    {
        var address = pod.Spec.HostNetwork ? node.Address : addresses.Take();
        var runtime = new PodRuntime(pod, node, address, options, time, () => reconciler.Enqueue(key));
        runtimes[key] = runtime;
        network.Connect(address, runtime.Process);
        return runtime;
    }

    // False when the pod is gone.
    private async Task<bool> WriteAsync(Pod pod, PodRuntime runtime, JsonObject status, CancellationToken ct)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid }, ["status"] = status };
        try
        {
            await client.PatchAsync(Resources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, Patch.Strategic(patch), new() { Subresource = "status" }, ct);
            return true;
        }
        catch (KubernetesException failure) when (failure.IsNotFound || failure.IsConflict)
        {
            // Removed, or replaced by another of its name: the watch says so too.
            runtime.ForgetReport();
            return false;
        }
        catch
        {
            runtime.ForgetReport();
            throw;
        }
    }

    // Every process has ended: the server may remove the pod, unless it was replaced by another of its name.
    private async Task<ReconcileResult> EndAsync(Pod pod, PodRuntime? runtime, CancellationToken ct)
    {
        if (!pod.IsTerminating())
            return ReconcileResult.Done;
        try
        {
            await client.DeleteAsync(Resources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, new() { Uid = pod.Metadata.Uid, GracePeriodSeconds = 0 }, ct);
        }
        catch (KubernetesException failure) when (failure.IsNotFound || failure.IsConflict)
        {
            // Gone already, as wanted.
        }

        if (runtime is not null)
            runtime.IsFinished = true;
        return ReconcileResult.Done;
    }

    private void Drop(ObjectKey key, PodRuntime runtime)
    {
        runtimes.TryRemove(new(key, runtime));
        runtime.Kill(time.GetUtcNow());
        runtime.Dispose();
        network.Disconnect(runtime.Simulated.PodIP);
        if (!runtime.Pod.Spec.HostNetwork)
            addresses.Return(runtime.Simulated.PodIP);
    }

    private TimeSpan Until(DateTimeOffset next)
    {
        var wait = next - time.GetUtcNow();
        return wait > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1);
    }
}
