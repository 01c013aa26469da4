using Deploy.Controller.Arklet;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Modules;

/// <summary>
/// Decides what happens on one base, from what its pods ask for and what the base has. Pure and level-based:
/// whatever was lost before, the next decision is made from the facts alone.
/// </summary>
public static class BasePlanner
{
    /// <summary>How long a version that was switched off stays, so that it ends the requests that it has.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    /// <summary>Decides.</summary>
    public static BaseActions Decide(BaseSituation situation)
    {
        var claims = Claims(situation.Pods);
        var rivalry = new Rivalry(situation);
        var reachable = situation.Liveness == BaseLiveness.Reachable && situation.Installed is not null;
        List<Biz> removals = reachable ? [.. Removals(situation, claims, rivalry)] : [];
        List<Biz> installs = reachable ? [.. Installs(situation, claims, removals, rivalry)] : [];
        return new BaseActions(installs, removals, [.. Finished(situation, claims, rivalry)], [.. Reports(situation, claims, rivalry)]);
    }

    /// <summary>
    /// Which pod each module on a base belongs to. Two pods that ask for the same name and version on one base
    /// would share one module, and deleting either would take it from both: the one that runs it has it, else the older one; the other waits.
    /// </summary>
    private static Dictionary<string, ModulePod> Claims(IReadOnlyList<ModulePod> pods)
    {
        var claims = new Dictionary<string, ModulePod>(StringComparer.Ordinal);
        var wanting = pods.Where(p => p.IsWanting).OrderBy(p => p.Pod.Metadata.CreationTimestamp).ThenBy(p => p.Sequence).ThenBy(p => p.Pod.Metadata.Uid, StringComparer.Ordinal).ToList();
        foreach (var running in new[] { true, false })
            foreach (var pod in wanting)
                foreach (var biz in pod.Modules.Where(m => pod.Began(m) is not null == running))
                    claims.TryAdd(biz.Identity, pod);
        return claims;
    }

    private static IEnumerable<Biz> Removals(BaseSituation situation, Dictionary<string, ModulePod> claims, Rivalry rivalry)
    {
        foreach (var biz in situation.Installed ?? [])
        {
            if (!situation.Ours.TryGetValue(biz.Identity, out var source) || IsBlocked(situation, biz.Identity, install: false))
                continue;
            var unclaimed = !claims.TryGetValue(biz.Identity, out var pod) && !IsKept(situation, biz);
            if (unclaimed || (pod is not null && (IsOtherPackage(pod, biz, source) || IsRetry(situation, biz) || rivalry.MustSwitchBack(pod, biz))))
                yield return new Biz(biz.Name, biz.Version);
        }
    }

    // What a newer version switched off may still answer its last requests; then its memory is wanted back.
    private static bool IsKept(BaseSituation situation, BizInfo biz) =>
        biz.State == BizState.Deactivated && biz.Latest?.ChangedAt + Drain > situation.Now
        && situation.Pods.Any(p => p.IsOver && !p.IsDeleting && p.Modules.Any(m => m.Identity == biz.Identity));

    private static bool IsOtherPackage(ModulePod pod, BizInfo biz, string source) =>
        source.Length > 0 && pod.Modules.Any(m => m.Identity == biz.Identity && PackageSource.Of(m.Url) != source);

    private static bool IsRetry(BaseSituation situation, BizInfo biz) =>
        biz.State is BizState.Broken or BizState.Resolved && situation.Operations.TryGetValue(biz.Identity, out var failed) && failed is { IsRunning: false, IsInstall: true } && failed.RetryAt <= situation.Now;

    private static IEnumerable<Biz> Installs(BaseSituation situation, Dictionary<string, ModulePod> claims, List<Biz> removals, Rivalry rivalry)
    {
        var present = situation.Installed!.Where(b => b.State != BizState.Unresolved).Select(b => b.Identity).ToHashSet(StringComparer.Ordinal);
        var leaving = removals.Select(r => r.Identity).ToHashSet(StringComparer.Ordinal);
        var wanted = situation.Pods.SelectMany(p => p.Modules, (pod, biz) => (Asker: pod, Biz: biz));
        return from want in wanted
               where claims.TryGetValue(want.Biz.Identity, out var holder) && holder.Pod.Metadata.Uid == want.Asker.Pod.Metadata.Uid
               where !present.Contains(want.Biz.Identity) && !leaving.Contains(want.Biz.Identity)
               where (!IsBlocked(situation, want.Biz.Identity, install: true) || HasNewUrl(situation, want.Biz)) && rivalry.MayStart(want.Asker, want.Biz)
               select want.Biz;
    }

    // Whoever changed the URL after a failed install did it to mend that; waiting longer mends nothing.
    private static bool HasNewUrl(BaseSituation situation, Biz biz) =>
        situation.Operations.TryGetValue(biz.Identity, out var failed) && failed is { IsRunning: false, IsInstall: true, Biz.Url: { } tried } && tried != biz.Url;

    private static bool IsBlocked(BaseSituation situation, string identity, bool install) =>
        situation.Operations.TryGetValue(identity, out var operation) && (operation.IsRunning || (operation.IsInstall == install && operation.Blocks(situation.Now)));

    private static IEnumerable<Pod> Finished(BaseSituation situation, Dictionary<string, ModulePod> claims, Rivalry rivalry) =>
        situation.Pods.Where(p => p.IsDeleting ? p.Modules.All(m => IsGone(situation, claims, rivalry, m)) : IsPast(situation, rivalry, p)).Select(p => p.Pod);

    // A Deployment never looks at its failed pods again: without this every change of version would leave one on every base.
    private static bool IsPast(BaseSituation situation, Rivalry rivalry, ModulePod pod) =>
        pod is { IsOver: true, OwnerUid: not null, Pod.Status.Reason: PodStatusRule.Deactivated }
        && situation is { Liveness: BaseLiveness.Reachable, Installed: not null } && pod.Modules.All(m => rivalry.Installed.Find(m.Identity) is null)
        && !pod.Modules.Any(m => situation.Operations.TryGetValue(m.Identity, out var operation) && operation.IsRunning);

    private static bool IsGone(BaseSituation situation, Dictionary<string, ModulePod> claims, Rivalry rivalry, Biz biz)
    {
        if (situation.Liveness == BaseLiveness.Dead || claims.ContainsKey(biz.Identity))
            return true;
        var running = situation.Operations.TryGetValue(biz.Identity, out var operation) && operation.IsRunning;
        return !running && situation.Installed is not null
            && (!situation.Ours.ContainsKey(biz.Identity) || rivalry.Installed.Find(biz.Identity) is not { } left || IsKept(situation, left));
    }

    private static IEnumerable<PodReport> Reports(BaseSituation situation, Dictionary<string, ModulePod> claims, Rivalry rivalry)
    {
        if (situation.Installed is null && situation.Liveness == BaseLiveness.Reachable)
            yield break;
        foreach (var pod in situation.Pods.Where(p => p.IsWanting))
        {
            var status = PodStatusRule.Decide(pod, situation, claims, rivalry);
            if (!PodStatusRule.IsSame(pod.Pod.Status, status))
                yield return new PodReport(pod.Pod, status);
        }
    }
}
