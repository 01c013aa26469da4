using System.Globalization;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>Puts what operators list of a replica together from its pod and its verdict.</summary>
internal sealed class StatusBuilder(Revisions revisions, TextPool pool)
{
    public ReplicaStatus Build(Pod pod, ModuleIdentity module, ReplicaVerdict verdict, DateTimeOffset now)
    {
        var (ready, total, restarts) = Count(pod);
        return new()
        {
            Name = pod.Metadata.Name,
            Module = pool.Share(module.Name),
            Version = pool.Share(module.Version),
            State = verdict.State,
            Cause = verdict.Cause,
            Base = string.IsNullOrEmpty(pod.Spec.NodeName) ? null : pool.Share(pod.Spec.NodeName),
            Age = Moments.Since(pod.Metadata.CreationTimestamp, now),
            Restarts = restarts,
            Revision = revisions.Of(pod) is { } revision ? pool.Share(revision) : null,
            Ready = pool.Share(string.Create(CultureInfo.InvariantCulture, $"{ready}/{total}")),
            Namespace = pool.Share(pod.Metadata.Namespace ?? ""),
            Image = pool.Redacted(ModuleIdentity.MainContainer(pod, module.Name)?.Image ?? ""),
            CreatedAt = pod.Metadata.CreationTimestamp,
            Ip = pod.Status.PodIP,
            Uid = pod.Metadata.Uid,
        };
    }

    // As kubectl counts: sidecars are containers of the replica, other init containers are not.
    private static (int Ready, int Total, int Restarts) Count(Pod pod)
    {
        var (ready, sidecars) = (0, 0);
        long restarts = 0;
        foreach (var status in pod.Status.ContainerStatuses)
        {
            if (status is null) continue;
            ready += status.Ready ? 1 : 0;
            restarts += Math.Max(0, status.RestartCount);
        }
        foreach (var init in pod.Spec.InitContainers)
        {
            if (!ContainerView.IsLasting(init)) continue;
            sidecars++;
            if (pod.Status.InitContainerStatuses.FirstOrDefault(status => status?.Name == init.Name) is not { } status) continue;
            ready += status is { Ready: true, Started: true } ? 1 : 0;
            restarts += Math.Max(0, status.RestartCount);
        }
        return (ready, Math.Max(pod.Spec.Containers.Count, pod.Status.ContainerStatuses.Count) + sidecars, (int)Math.Min(int.MaxValue, restarts));
    }
}
