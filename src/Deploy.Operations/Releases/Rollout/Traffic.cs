namespace Deploy.Operations.Releases.Rollout;

/// <summary>Where the Services of a module send requests.</summary>
internal enum Traffic
{
    /// <summary>To every ready replica, as ever.</summary>
    Everywhere,

    /// <summary>Only to other sets than the target.</summary>
    OnOld,

    /// <summary>One Service to the target, another to other sets.</summary>
    Mixed,

    /// <summary>Only to the target.</summary>
    OnTarget,
}
