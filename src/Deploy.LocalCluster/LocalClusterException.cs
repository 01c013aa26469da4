namespace Deploy.LocalCluster;

/// <summary>A local cluster could not be started or stopped; says why, and what to do.</summary>
public sealed class LocalClusterException(string code, string message, string suggestion, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Two-level code, <c>Source.Type</c>.</summary>
    public string Code { get; } = code;

    public string Suggestion { get; } = suggestion;
}
