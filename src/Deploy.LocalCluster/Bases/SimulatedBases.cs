using System.Collections.Concurrent;
using System.Globalization;
using Deploy.Controller.Control;
using Deploy.Controller.Heartbeats;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Bases;

/// <summary>
/// The simulated bases of a local cluster and the module controller that serves them, which starts with the first base.
/// Bases can be added, commanded, stopped and killed while the cluster runs. Safe for callers at once.
/// </summary>
public sealed class SimulatedBases : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SimulatedBase> _bases = new(StringComparer.Ordinal);
    private readonly Lock _starting = new();
    private readonly ClusterContext _context;
    private readonly ModuleControllerOptions _options = new();
    private readonly KubernetesClient _client;
    private ModuleControllerService? _service;
    private int _last;

    internal SimulatedBases(ClusterContext context)
    {
        _context = context;
        _client = new KubernetesClient(context.Connection, new KubernetesClientOptions { TimeProvider = context.TimeProvider });
    }

    /// <summary>The bases, in the order of their identities.</summary>
    public IReadOnlyList<SimulatedBase> All => [.. _bases.Values.OrderBy(b => b.Identity.Length).ThenBy(b => b.Identity, StringComparer.Ordinal)];

    /// <summary>The module controller; null until there was a base.</summary>
    public ModuleController? Controller => _service?.Controller;

    /// <summary>Starts a base; it announces itself at once and is a node of the cluster soon after.</summary>
    /// <exception cref="ArgumentException">Its identity cannot name a node, or is taken.</exception>
    public SimulatedBase Add(BaseSpec? spec = null)
    {
        var wanted = spec ?? new BaseSpec();
        var identity = wanted.Identity ?? NextIdentity();
        if (!BaseIdentity.IsValid(identity))
            throw new ArgumentException($"'{identity}' cannot name a base: lower-case letters, digits, '-' and '.'.", nameof(spec));
        lock (_starting)
        {
            if (_bases.ContainsKey(identity))
                throw new ArgumentException($"There is a base '{identity}' already.", nameof(spec));
            _service ??= ModuleControllerService.Start(_client, _options, _context.TimeProvider, _context.LoggerFactory.CreateLogger("Deploy.Controller"));
            return _bases[identity] = SimulatedBase.Start(Options(wanted, identity, _service.Heartbeats), _context.TimeProvider);
        }
    }

    /// <summary>The base of that identity, or null.</summary>
    public SimulatedBase? Find(string identity) => _bases.GetValueOrDefault(identity);

    /// <summary>The name of a base's node.</summary>
    public string NodeOf(string identity) => BaseNode.NameOf(identity, _options.Environment);

    /// <summary>Takes a base away: with a word of goodbye, or as a crash of its machine does, without one.</summary>
    /// <returns>False when there is none of that identity.</returns>
    public async Task<bool> RemoveAsync(string identity, bool kill = false)
    {
        if (!_bases.TryRemove(identity, out var leaving))
            return false;
        if (!kill)
            await leaving.SayGoodbyeAsync();
        await leaving.DisposeAsync();
        return true;
    }

    /// <summary>Stops all bases and the controller.</summary>
    public async ValueTask DisposeAsync()
    {
        // The controller first: it must not take the end of the bases for their death.
        if (_service is not null)
            await _service.DisposeAsync();
        foreach (var identity in _bases.Keys)
            await RemoveAsync(identity, kill: true);
        _client.Dispose();
    }

    internal IReadOnlyList<BaseStatus> Describe() => [.. All.Select(Describe)];

    internal BaseStatus Describe(SimulatedBase known) => new()
    {
        Identity = known.Identity,
        Node = NodeOf(known.Identity),
        Name = known.Name,
        Version = known.Version,
        Address = known.Address,
        Installs = known.Installs,
    };

    internal SimulatedBase? OnNode(string node) => _bases.Values.FirstOrDefault(b => NodeOf(b.Identity) == node);

    private string NextIdentity()
    {
        string identity;
        do
            identity = $"base-{Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture)}";
        while (_bases.ContainsKey(identity));
        return identity;
    }

    private SimulatedBaseOptions Options(BaseSpec spec, string identity, Uri heartbeats) => new()
    {
        Identity = identity,
        Name = spec.Name,
        Version = spec.Version,
        Stack = spec.Stack,
        ClusterName = spec.ClusterName,
        MaxMetaspace = spec.MaxMetaspace,
        Controllers = [heartbeats],
        Network = () => new ClusterNetwork(_context),
    };
}
