namespace Deploy.Controller.Arklet;

/// <summary>Bounds of the talk with a base.</summary>
public sealed record ArkletOptions
{
    /// <summary>How long an install or an uninstall may take. Default 5 minutes: a base starts a whole application in it.</summary>
    public TimeSpan InstallTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a query may take. Default 5 seconds, well below the 25 s after which a base counts as unreachable.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest answer that is read, in bytes. Default 8 MiB.</summary>
    public long MaxAnswerBytes { get; init; } = 8 * 1024 * 1024;
}
