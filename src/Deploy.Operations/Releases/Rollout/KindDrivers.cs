using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>The driver of each kind.</summary>
internal static class KindDrivers
{
    private static readonly DeploymentDriver s_deployment = new();
    private static readonly DaemonSetDriver s_daemonSet = new();
    private static readonly StatefulSetDriver s_statefulSet = new();
    private static readonly PodDriver s_pod = new();

    internal static IKindDriver Of(ModuleKind kind) => kind switch
    {
        ModuleKind.Deployment => s_deployment,
        ModuleKind.DaemonSet => s_daemonSet,
        ModuleKind.StatefulSet => s_statefulSet,
        _ => s_pod,
    };
}
