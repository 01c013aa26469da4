using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>Reads what a pod asks for: its containers, its node and what it demands of one.</summary>
internal static class SpecMessage
{
    public static PodSpec Read(ReadOnlySpan<byte> message)
    {
        List<Container>? containers = null, inits = null;
        string? node = null, restart = null;
        Dictionary<string, string>? selector = null;
        Affinity? affinity = null;
        List<Toleration>? tolerations = null;
        List<PodReadinessGate>? gates = null;
        List<PodSchedulingGate>? held = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 2: reader.Add(ref containers, ContainerMessage.Read); break;
                case 3: restart = reader.SharedText(); break;
                case 7: reader.AddEntry(ref selector); break;
                case 10: node = reader.SharedText(); break;
                case 18: affinity = AffinityMessage.Read(reader.Bytes); break;
                case 20: reader.Add(ref inits, ContainerMessage.Read); break;
                case 22: SlimTolerations.Add(reader.Bytes, ref tolerations); break;
                case 28: reader.Add(ref gates, static message => new PodReadinessGate { ConditionType = ReadText(message)! }); break;
                case 38: reader.Add(ref held, static message => new PodSchedulingGate { Name = ReadText(message)! }); break;
                default: break;
            }
        }
        return new PodSpec
        {
            Containers = containers!, InitContainers = inits!, NodeName = node, RestartPolicy = restart, NodeSelector = selector!, Affinity = affinity,
            Tolerations = tolerations!, ReadinessGates = gates!, SchedulingGates = held!,
        };
    }

    // Both kinds of gates are one text.
    private static string? ReadText(ReadOnlySpan<byte> message)
    {
        string? text = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) text = reader.SharedText();
        }
        return text;
    }
}
