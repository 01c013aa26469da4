using Deploy.Controller.Arklet;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Modules;

/// <summary>What a pod on a base says of itself, by what the base says of its modules.</summary>
internal static class PodStatusRule
{
    /// <summary>The reason of a pod whose module a newer version on the base took the place of.</summary>
    public const string Deactivated = "BizDeactivate";

    public static PodStatus Decide(ModulePod pod, BaseSituation situation, Dictionary<string, ModulePod> claims, Rivalry rivalry)
    {
        List<ContainerStatus> containers = [.. pod.Pod.Spec.Containers.Select(c => ContainerStatusRule.Decide(c, pod, situation, claims, rivalry))];
        var pushedAside = PushedAside(pod, rivalry);
        var ready = pushedAside is null && situation.Liveness == BaseLiveness.Reachable && containers.TrueForAll(c => c.Ready);
        var (phase, reason, message) = pushedAside is not null
            ? ("Failed", Deactivated, pushedAside)
            : (containers.TrueForAll(c => c.State.Waiting is not null && c.RestartCount == 0 && c.LastState.Terminated is null) ? "Pending" : "Running", null, null);
        return new PodStatus
        {
            Phase = phase,
            Reason = reason,
            Message = message,
            PodIP = situation.Ip,
            PodIPs = [new PodIPAddress { Ip = situation.Ip }],
            HostIP = situation.Ip,
            StartTime = pod.Pod.Status.StartTime ?? situation.Now,
            ContainerStatuses = pushedAside is null ? containers : [.. containers.Select(c => c with { Ready = false })],
            Conditions = Conditions(pod.Pod.Status.Conditions, ready, situation),
        };
    }

    /// <summary>Whether a status says the same; times of conditions that did not change do not count.</summary>
    public static bool IsSame(PodStatus was, PodStatus now) =>
        was.Phase == now.Phase && was.Reason == now.Reason && was.PodIP == now.PodIP
        && now.Conditions.All(c => was.Conditions.Any(w => w.Type == c.Type && w.Status == c.Status && w.Reason == c.Reason))
        && was.ContainerStatuses.Count == now.ContainerStatuses.Count
        && now.ContainerStatuses.All(c => was.ContainerStatuses.Any(w => ContainerStatusRule.IsSame(w, c)));

    // Only what has run ends so. A replica that came after it, in its place, waits: were it to end as well, its owner
    // would make the next one at once, and so on without an end.
    private static string? PushedAside(ModulePod pod, Rivalry rivalry)
    {
        foreach (var biz in pod.Modules.Where(m => Rivalry.HasRun(pod, m)))
        {
            var mine = rivalry.Installed.Find(biz.Identity);
            if (mine is null or { State: BizState.Deactivated } && rivalry.Successor(pod, biz) is { } other)
                return $"{other.Identity} took the place of {biz.Identity} on this base.";
        }
        return null;
    }

    private static List<Condition> Conditions(IReadOnlyList<Condition> were, bool ready, BaseSituation situation)
    {
        var reason = ready ? null : situation.Liveness switch
        {
            BaseLiveness.Unreachable => "BaseUnreachable",
            BaseLiveness.Dead => "BaseDead",
            _ => "ContainersNotReady",
        };
        return
        [
            Condition(were, "Initialized", isTrue: true, null, situation.Now),
            Condition(were, "ContainersReady", ready, reason, situation.Now),
            Condition(were, "Ready", ready, reason, situation.Now),
        ];
    }

    private static Condition Condition(IReadOnlyList<Condition> were, string type, bool isTrue, string? reason, DateTimeOffset now)
    {
        var status = isTrue ? "True" : "False";
        var since = were.FirstOrDefault(c => c.Type == type && c.Status == status)?.LastTransitionTime ?? now;
        return new Condition { Type = type, Status = status, Reason = reason, LastTransitionTime = since };
    }
}
