using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>Reads where a pod wants, or must not want, to run.</summary>
internal static class AffinityMessage
{
    public static Affinity Read(ReadOnlySpan<byte> message)
    {
        NodeAffinity? node = null;
        PodAffinity? pod = null, anti = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) node = ReadNodeAffinity(reader.Bytes);
            else if (reader.Field == 2) pod = PodAffinityMessage.Read(reader.Bytes);
            else if (reader.Field == 3) anti = PodAffinityMessage.Read(reader.Bytes);
        }
        return new Affinity { NodeAffinity = node, PodAffinity = pod, PodAntiAffinity = anti };
    }

    private static NodeAffinity ReadNodeAffinity(ReadOnlySpan<byte> message)
    {
        NodeSelector? required = null;
        List<PreferredSchedulingTerm>? preferred = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) required = ReadSelector(reader.Bytes);
            else if (reader.Field == 2) reader.Add(ref preferred, ReadPreferred);
        }
        return new NodeAffinity { RequiredDuringSchedulingIgnoredDuringExecution = required, PreferredDuringSchedulingIgnoredDuringExecution = preferred! };
    }

    private static NodeSelector ReadSelector(ReadOnlySpan<byte> message)
    {
        List<NodeSelectorTerm>? terms = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) reader.Add(ref terms, ReadTerm);
        }
        return new NodeSelector { NodeSelectorTerms = terms! };
    }

    private static PreferredSchedulingTerm ReadPreferred(ReadOnlySpan<byte> message)
    {
        var (weight, term) = (0, new NodeSelectorTerm());
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) weight = reader.Int32();
            else if (reader.Field == 2) term = ReadTerm(reader.Bytes);
        }
        return new PreferredSchedulingTerm { Weight = weight, Preference = term };
    }

    private static NodeSelectorTerm ReadTerm(ReadOnlySpan<byte> message)
    {
        List<NodeSelectorRequirement>? labels = null, fields = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) reader.Add(ref labels, ReadRequirement);
            else if (reader.Field == 2) reader.Add(ref fields, ReadRequirement);
        }
        return new NodeSelectorTerm { MatchExpressions = labels!, MatchFields = fields! };
    }

    private static NodeSelectorRequirement ReadRequirement(ReadOnlySpan<byte> message)
    {
        string? key = null, comparison = null;
        List<string>? values = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) key = reader.SharedText();
            else if (reader.Field == 2) comparison = reader.SharedText();
            else if (reader.Field == 3) reader.AddText(ref values);
        }
        return new NodeSelectorRequirement { Key = key!, Operator = comparison!, Values = values! };
    }
}
