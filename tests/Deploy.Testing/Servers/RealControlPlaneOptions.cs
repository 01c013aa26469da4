namespace Deploy.Testing.Servers;

/// <summary>What of the control plane is started.</summary>
public sealed record RealControlPlaneOptions
{
    /// <summary>Whether controllers and scheduler run too; without them it is etcd and the API server only.</summary>
    public bool Controllers { get; init; } = true;

    /// <summary>
    /// Requests per second that controllers and scheduler allow themselves; null leaves the programs' own default (20 and 50), with which
    /// tests that each take a namespace away wait for one another. Default 200.
    /// </summary>
    public int? ControllerRequestRate { get; init; } = 200;

    /// <summary>Whether the API server notes every request in <see cref="RealControlPlane.AuditLog"/>.</summary>
    public bool Audit { get; init; }

    /// <summary>How long the whole start may take. Default: 90 seconds.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(90);
}
