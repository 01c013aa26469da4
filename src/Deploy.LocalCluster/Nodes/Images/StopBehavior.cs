namespace Deploy.LocalCluster.Nodes.Images;

/// <summary>What a process does when it is asked to end.</summary>
internal enum StopBehavior
{
    /// <summary>Serves on for a moment, finishes its requests, then ends with 0.</summary>
    Drain,

    /// <summary>Ends at once with 143 and cuts its requests off.</summary>
    Abrupt,

    /// <summary>Runs on until it is killed: 137.</summary>
    Ignore,
}
