namespace Deploy.Operations.Releases;

/// <summary>How a safe upgrade ends.</summary>
public sealed record SafeOptions
{
    /// <summary>Default: with the first new replica that is Responsive.</summary>
    public SwitchWhen When { get; init; }

    /// <summary>Time the old replicas have to finish their requests after the traffic moved; default 30 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time the old set is kept beyond its grace for an instant way back; default 0.</summary>
    public TimeSpan KeepOld { get; init; }
}
