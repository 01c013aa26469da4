using Deploy.Controller.Arklet;

namespace Deploy.LocalCluster.Bases;

/// <summary>The modules of one simulated base and the rules by which they come and go. Safe for callers at once.</summary>
internal sealed class BizRegistry(TimeProvider time, long maxMetaspace)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SimulatedBiz> _bizes = new(StringComparer.Ordinal);

    private readonly Dictionary<string, List<BizStateRecord>> _history = new(StringComparer.Ordinal);

    public long MaxMetaspace { get; set; } = maxMetaspace;

    public IReadOnlyList<SimulatedBiz> All
    {
        get
        {
            lock (_lock)
                return [.. _bizes.Values];
        }
    }

    public long UsedMetaspace => All.Sum(b => b.Simulation.MetaspaceBytes);

    /// <summary>Takes a module in before its start; null when the very same is there or starting.</summary>
    public SimulatedBiz? Register(string name, string version, ModuleSimulation simulation)
    {
        var path = "/" + (simulation.WebContextPath ?? name).Trim('/');
        var biz = new SimulatedBiz(name, version, path, simulation, BizState.Unresolved, []).Enter(BizState.Resolved, "CREATED", "the package was read", time.GetUtcNow());
        lock (_lock)
            return _bizes.TryAdd(biz.Identity, biz) ? Note(biz) : null;
    }

    public bool HasRoomFor(SimulatedBiz biz) => All.Where(b => b.Identity != biz.Identity).Sum(b => b.Simulation.MetaspaceBytes) + biz.Simulation.MetaspaceBytes <= MaxMetaspace;

    /// <summary>Starts a module; an active one of the same name is switched off, as a base does that holds two versions.</summary>
    public void Activate(SimulatedBiz biz)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (var other in _bizes.Values.Where(b => b.Name == biz.Name && b.Identity != biz.Identity && b.State == BizState.Activated).ToList())
                _bizes[other.Identity] = Note(other.Enter(BizState.Deactivated, "SWITCHED", $"{biz.Identity} was activated", now));
            if (_bizes.TryGetValue(biz.Identity, out var current))
                _bizes[biz.Identity] = Note(current.Enter(BizState.Activated, "STARTED", "the module was started", now));
        }
    }

    /// <summary>All states that a module ever went through here, removals and restarts of the base notwithstanding.</summary>
    public IReadOnlyList<BizStateRecord> History(string identity)
    {
        lock (_lock)
            return _history.TryGetValue(identity, out var records) ? [.. records] : [];
    }

    public bool Break(string identity, string message)
    {
        lock (_lock)
        {
            if (!_bizes.TryGetValue(identity, out var biz))
                return false;
            _bizes[identity] = Note(biz.Enter(BizState.Broken, "INSTALL_FAILED", message, time.GetUtcNow()));
            return true;
        }
    }

    public bool Remove(string identity)
    {
        lock (_lock)
        {
            if (!_bizes.Remove(identity, out var biz))
                return false;
            Note(biz.Enter(BizState.Stopped, "UNINSTALLED", "the module was taken out", time.GetUtcNow()));
            return true;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            foreach (var biz in _bizes.Values)
                Note(biz.Enter(BizState.Stopped, "STOPPED", "the base's process ended", time.GetUtcNow()));
            _bizes.Clear();
        }
    }

    private SimulatedBiz Note(SimulatedBiz biz)
    {
        if (!_history.TryGetValue(biz.Identity, out var records))
            _history[biz.Identity] = records = [];
        records.Add(biz.Records[^1]);
        return biz;
    }
}
