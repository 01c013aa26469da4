using System.Text.Json;

namespace Deploy.Kubernetes.Models;

/// <summary>One container of a pod.</summary>
public sealed record Container
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string? Image { get; init; }

    public IReadOnlyList<string> Command { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Args { get; init => field = value ?? []; } = [];

    public string? WorkingDir { get; init; }

    public IReadOnlyList<ContainerPort> Ports { get; init => field = value ?? []; } = [];

    public IReadOnlyList<EnvVar> Env { get; init => field = value ?? []; } = [];

    public IReadOnlyList<EnvFromSource> EnvFrom { get; init => field = value ?? []; } = [];

    public ResourceRequirements? Resources { get; init; }

    public IReadOnlyList<VolumeMount> VolumeMounts { get; init => field = value ?? []; } = [];

    public Probe? LivenessProbe { get; init; }

    public Probe? ReadinessProbe { get; init; }

    public Probe? StartupProbe { get; init; }

    public Lifecycle? Lifecycle { get; init; }

    /// <summary>Always, IfNotPresent or Never.</summary>
    public string? ImagePullPolicy { get; init; }

    public string? TerminationMessagePath { get; init; }

    public string? TerminationMessagePolicy { get; init; }

    public JsonElement? SecurityContext { get; init; }

    /// <summary>Of an init container: Always makes it a sidecar, which is started in its turn and runs beside the others.</summary>
    public string? RestartPolicy { get; init; }
}
