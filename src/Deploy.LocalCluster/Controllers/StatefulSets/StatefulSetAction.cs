using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.StatefulSets;

/// <summary>One write that a stateful set needs.</summary>
internal abstract record StatefulSetAction
{
    private StatefulSetAction()
    {
    }

    /// <summary>Creates the pod with this ordinal from the named revision.</summary>
    public sealed record Create(int Ordinal, string Revision) : StatefulSetAction;

    /// <summary>Deletes a pod; <paramref name="Failed"/> says that it is made anew because it failed.</summary>
    public sealed record Delete(Pod Pod, bool Failed = false) : StatefulSetAction;
}
