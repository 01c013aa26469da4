using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Operations.Replicas;

/// <summary>Reads what a pod asks for: its containers, its node and what it demands of one.</summary>
internal static class SlimPodSpec
{
    public static PodSpec? Read(ref Utf8JsonReader reader)
    {
        if (!SlimReader.EnterObject(ref reader)) return null;
        List<Container>? containers = null, inits = null;
        string? node = null, restart = null;
        IReadOnlyDictionary<string, string>? selector = null;
        Affinity? affinity = null;
        IReadOnlyList<Toleration>? tolerations = null;
        List<PodReadinessGate>? gates = null;
        List<PodSchedulingGate>? held = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("containers"u8)) containers = SlimReader.Items(ref reader, ReadContainer);
            else if (reader.ValueTextEquals("initContainers"u8)) inits = SlimReader.Items(ref reader, ReadContainer);
            else if (reader.ValueTextEquals("nodeName"u8)) node = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("restartPolicy"u8)) restart = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("nodeSelector"u8)) selector = SlimReader.Whole(ref reader, KubernetesJson.Default.IReadOnlyDictionaryStringString);
            else if (reader.ValueTextEquals("affinity"u8)) affinity = SlimReader.Whole(ref reader, KubernetesJson.Default.Affinity);
            else if (reader.ValueTextEquals("tolerations"u8)) tolerations = SlimTolerations.Read(ref reader);
            else if (reader.ValueTextEquals("readinessGates"u8)) gates = SlimReader.Items(ref reader, static (ref Utf8JsonReader item) => JsonSerializer.Deserialize(ref item, KubernetesJson.Default.PodReadinessGate));
            else if (reader.ValueTextEquals("schedulingGates"u8)) held = SlimReader.Items(ref reader, static (ref Utf8JsonReader item) => JsonSerializer.Deserialize(ref item, KubernetesJson.Default.PodSchedulingGate));
            else SlimReader.SkipValue(ref reader);
        }
        return new PodSpec
        {
            Containers = containers!, InitContainers = inits!, NodeName = node, RestartPolicy = restart, NodeSelector = selector!, Affinity = affinity,
            Tolerations = tolerations!, ReadinessGates = gates!, SchedulingGates = held!,
        };
    }

    private static Container ReadContainer(ref Utf8JsonReader reader)
    {
        string? name = null, image = null, restart = null;
        List<string>? command = null, args = null;
        List<ContainerPort>? ports = null;
        List<EnvVar>? env = null;
        ResourceRequirements? resources = null;
        Probe? liveness = null, readiness = null, startup = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("name"u8)) name = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("image"u8)) image = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("command"u8)) command = SlimReader.Items(ref reader, static (ref Utf8JsonReader item) => item.GetString());
            else if (reader.ValueTextEquals("args"u8)) args = SlimReader.Items(ref reader, static (ref Utf8JsonReader item) => item.GetString());
            else if (reader.ValueTextEquals("ports"u8)) ports = SlimContainerSettings.ReadHostPorts(ref reader);
            else if (reader.ValueTextEquals("env"u8)) env = SlimReader.Items(ref reader, ReadVariable);
            else if (reader.ValueTextEquals("resources"u8)) resources = SlimContainerSettings.ReadResources(ref reader);
            else if (reader.ValueTextEquals("livenessProbe"u8)) liveness = SlimContainerSettings.ReadProbe(ref reader);
            else if (reader.ValueTextEquals("readinessProbe"u8)) readiness = SlimContainerSettings.ReadProbe(ref reader);
            else if (reader.ValueTextEquals("startupProbe"u8)) startup = SlimContainerSettings.ReadProbe(ref reader);
            else if (reader.ValueTextEquals("restartPolicy"u8)) restart = SlimReader.Text(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new Container
        {
            Name = name!, Image = image, Command = command!, Args = args!, Ports = ports!, Env = env!, Resources = resources, LivenessProbe = liveness, ReadinessProbe = readiness, StartupProbe = startup,
            RestartPolicy = restart,
        };
    }

    private static EnvVar ReadVariable(ref Utf8JsonReader reader)
    {
        string? name = null, value = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("name"u8)) name = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("value"u8)) value = SlimReader.Text(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new EnvVar { Name = name!, Value = value };
    }
}
