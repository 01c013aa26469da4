namespace Deploy.Operations.Releases;

/// <summary>What a batch must show before it counts.</summary>
public sealed record GateOptions
{
    /// <summary>Time that each new replica must have been Responsive without a break; default 0.</summary>
    public TimeSpan ResponsiveFor { get; init; }

    /// <summary>A URL that must answer 200 to 299; null for none. <c>{version}</c> in it stands for the new version.</summary>
    public Uri? HealthUrl { get; init; }

    /// <summary>Whether the bases that the new replicas are on must call themselves UP; default no.</summary>
    public bool BaseHealth { get; init; }

    /// <summary>Port of the bases' health; null (default) for that of their arklet.</summary>
    public int? BaseHealthPort { get; init; }

    /// <summary>Asked after each batch; null for none. It lives in the process that drives the release only.</summary>
    public Func<GateContext, CancellationToken, Task<GateResult>>? Callback { get; init; }
}
