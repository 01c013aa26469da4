namespace Deploy.Kubernetes;

/// <summary>What happens to the objects that belong to a deleted one.</summary>
public enum PropagationPolicy
{
    /// <summary>They go after it.</summary>
    Background,

    /// <summary>They go before it.</summary>
    Foreground,

    /// <summary>They stay.</summary>
    Orphan,
}
