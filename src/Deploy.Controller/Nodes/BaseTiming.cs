namespace Deploy.Controller.Nodes;

/// <summary>The times by which bases live and die. The defaults are those of the upstream module controller.</summary>
public sealed record BaseTiming
{
    /// <summary>Silence after which a base is unreachable. Default 25 s.</summary>
    public TimeSpan Unreachable { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Silence after which a base is dead. Default 60 s.</summary>
    public TimeSpan Dead { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a node's lease lasts. Default 40 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How often a lease is renewed. Default 10 s.</summary>
    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a base is asked for its health. Default 10 s.</summary>
    public TimeSpan HealthQuery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a base is asked for its modules when nothing else gives cause. Default 15 s.</summary>
    public TimeSpan ModuleQuery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often silence is looked for. Default 3 s.</summary>
    public TimeSpan LivenessCheck { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long it is remembered what a base had that died without a word: it may come back with all of it. Default 1 h.</summary>
    public TimeSpan LeaseRetention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often leases of bases that died longer ago are looked for. Default 10 min.</summary>
    public TimeSpan LeaseSweep { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after <paramref name="now"/> silence alone changes the judgement of a base; null for one that is dead.</summary>
    public TimeSpan? Until(DateTimeOffset heard, DateTimeOffset now) => Judge(heard, now) switch
    {
        BaseLiveness.Reachable => heard + Unreachable - now,
        BaseLiveness.Unreachable => heard + Dead - now,
        _ => null,
    };

    /// <summary>Judges a base that was last heard of at <paramref name="heard"/>.</summary>
    public BaseLiveness Judge(DateTimeOffset heard, DateTimeOffset now) => (now - heard) switch
    {
        var silence when silence >= Dead => BaseLiveness.Dead,
        var silence when silence >= Unreachable => BaseLiveness.Unreachable,
        _ => BaseLiveness.Reachable,
    };
}
