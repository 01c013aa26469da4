using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>Reads rules on the pods that already run in a topology domain.</summary>
internal static class PodAffinityMessage
{
    public static PodAffinity Read(ReadOnlySpan<byte> message)
    {
        List<PodAffinityTerm>? required = null;
        List<WeightedPodAffinityTerm>? preferred = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) reader.Add(ref required, ReadTerm);
            else if (reader.Field == 2) reader.Add(ref preferred, ReadPreferred);
        }
        return new PodAffinity { RequiredDuringSchedulingIgnoredDuringExecution = required!, PreferredDuringSchedulingIgnoredDuringExecution = preferred! };
    }

    private static WeightedPodAffinityTerm ReadPreferred(ReadOnlySpan<byte> message)
    {
        var (weight, term) = (0, new PodAffinityTerm());
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) weight = reader.Int32();
            else if (reader.Field == 2) term = ReadTerm(reader.Bytes);
        }
        return new WeightedPodAffinityTerm { Weight = weight, PodAffinityTerm = term };
    }

    private static PodAffinityTerm ReadTerm(ReadOnlySpan<byte> message)
    {
        LabelSelector? selector = null;
        List<string>? namespaces = null;
        string? domain = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) selector = ReadSelector(reader.Bytes);
            else if (reader.Field == 2) reader.AddText(ref namespaces);
            else if (reader.Field == 3) domain = reader.SharedText();
        }
        return new PodAffinityTerm { LabelSelector = selector, Namespaces = namespaces!, TopologyKey = domain! };
    }

    private static LabelSelector ReadSelector(ReadOnlySpan<byte> message)
    {
        Dictionary<string, string>? labels = null;
        List<LabelSelectorRequirement>? requirements = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) reader.AddEntry(ref labels);
            else if (reader.Field == 2) reader.Add(ref requirements, ReadRequirement);
        }
        return new LabelSelector { MatchLabels = labels!, MatchExpressions = requirements! };
    }

    private static LabelSelectorRequirement ReadRequirement(ReadOnlySpan<byte> message)
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
        return new LabelSelectorRequirement { Key = key!, Operator = comparison!, Values = values! };
    }
}
