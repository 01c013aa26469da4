namespace Deploy.Controller.Arklet;

/// <summary>What a base says of itself in answer to arklet's <c>health</c>.</summary>
/// <param name="State">State of the base's own application.</param>
/// <param name="MaxMetaspace">Metaspace limit in bytes; null where there is none (the JVM says -1).</param>
/// <param name="CommittedMetaspace">Metaspace in use in bytes; null where unknown.</param>
public sealed record BaseHealth(BizState State, long? MaxMetaspace, long? CommittedMetaspace)
{
    /// <summary>Metaspace left for modules in bytes, never negative; null where there is no limit.</summary>
    public long? FreeMetaspace => MaxMetaspace is { } max ? Math.Max(0, max - (CommittedMetaspace ?? 0)) : null;
}
