using Deploy.Controller.Arklet;

namespace Deploy.Controller.Modules;

/// <summary>
/// Several versions of one module on one base. The base switches the older one off when it starts the newer one; so
/// versions are started one at a time, the one that is meant to stay last, and none that it has overtaken is started again.
/// </summary>
internal sealed class Rivalry
{
    private readonly Dictionary<string, ModulePod> _winners = new(StringComparer.Ordinal);
    private readonly BaseSituation _situation;
    private readonly ILookup<string, (ModulePod Pod, Biz Biz)> _wanted;

    public Rivalry(BaseSituation situation)
    {
        _situation = situation;
        var order = new PodOrder(situation.Revisions);
        foreach (var pod in situation.Pods.Where(p => p.IsWanting))
            foreach (var biz in pod.Modules)
                if (!_winners.TryGetValue(biz.Name, out var best) || order.Compare(pod, best) > 0)
                    _winners[biz.Name] = pod;
        _wanted = situation.Pods.Where(p => p.IsWanting).SelectMany(p => p.Modules, (pod, biz) => (pod, biz)).ToLookup(w => w.biz.Name, StringComparer.Ordinal);
        Installed = new InstalledIndex(situation.Installed ?? []);
    }

    /// <summary>What the base has; empty while it has not been asked.</summary>
    public InstalledIndex Installed { get; }

    /// <summary>The version that has overtaken a pod's module: wanted by a pod that is meant to stay, and running.</summary>
    public BizInfo? Successor(ModulePod pod, Biz biz)
    {
        if (!_winners.TryGetValue(biz.Name, out var winner) || winner.Pod.Metadata.Uid == pod.Pod.Metadata.Uid)
            return null;
        return Installed.Named(biz.Name).FirstOrDefault(b => b.Version != biz.Version && b.State == BizState.Activated && winner.Modules.Any(m => m.Identity == b.Identity));
    }

    /// <summary>
    /// Whether a module may be started now. What ran before the base restarted comes back before what is to follow it:
    /// the newer version may turn out not to start at all.
    /// </summary>
    public bool MayStart(ModulePod pod, Biz biz)
    {
        var winner = _winners.GetValueOrDefault(biz.Name) ?? pod;
        if (winner.Pod.Metadata.Uid != pod.Pod.Metadata.Uid)
            return ComesBackFirst(pod, biz, winner) && Successor(pod, biz) is null && !Rivals(biz).Any(r => IsStarting(r.Biz));
        return !Rivals(biz).Any(r => IsStarting(r.Biz) || (ComesBackFirst(r.Pod, r.Biz, pod) && IsMissing(r.Biz)));
    }

    /// <summary>Whether the module of a pod that is meant to stay was switched off, and so must be started anew.</summary>
    public bool MustSwitchBack(ModulePod pod, BizInfo biz) =>
        biz.State == BizState.Deactivated && _winners.TryGetValue(biz.Name, out var winner) && winner.Pod.Metadata.Uid == pod.Pod.Metadata.Uid;

    /// <summary>Whether a pod's module ran at some time, as its status tells.</summary>
    public static bool HasRun(ModulePod pod, Biz biz) => pod.Began(biz) is not null;

    private static bool ComesBackFirst(ModulePod pod, Biz biz, ModulePod winner) =>
        HasRun(pod, biz) && !winner.Modules.Any(m => m.Name == biz.Name && HasRun(winner, m));

    private IEnumerable<(ModulePod Pod, Biz Biz)> Rivals(Biz biz) =>
        _wanted[biz.Name].Where(r => r.Biz.Version != biz.Version);

    private bool IsStarting(Biz biz) => _situation.Operations.TryGetValue(biz.Identity, out var operation) && operation is { IsRunning: true, IsInstall: true };

    private bool IsMissing(Biz biz) =>
        Installed.Find(biz.Identity) is null && !(_situation.Operations.TryGetValue(biz.Identity, out var operation) && operation.Blocks(_situation.Now));
}
