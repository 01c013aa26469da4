namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>What a container has from its pod and its node.</summary>
/// <param name="PodIP">The pod's address.</param>
/// <param name="PodId">The pod as the kubelet names it: name_namespace(uid).</param>
/// <param name="RestartPolicy">Always, OnFailure or Never.</param>
/// <param name="Grace">Between SIGTERM and SIGKILL.</param>
/// <param name="Images">The images that the node has.</param>
/// <param name="Speed">How much faster than real the node's time goes.</param>
internal sealed record ContainerSetting(string PodIP, string PodId, string RestartPolicy, TimeSpan Grace, NodeImages Images, double Speed)
{
    /// <summary>The pod is going: nothing is started again.</summary>
    public bool IsStopping { get; set; }
}
