using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>
/// Kinds as <see cref="NodePlaces"/> and <see cref="QuotaCheck"/> ask of them, in the server's binary form: a command that lives for a
/// moment need not prepare to read their JSON. Never write such an object back.
/// </summary>
internal static class RoomResources
{
    /// <summary>Nodes: name, labels, taints, whether they take pods, and what they have for them.</summary>
    internal static ResourceType<Node> Nodes { get; } = Resources.Nodes.As(ModelJson.Of<Node>, ReadNode);

    /// <summary>Quotas: name, what is allowed and what is used.</summary>
    internal static ResourceType<ResourceQuota> Quotas { get; } = Resources.ResourceQuotas.As(ModelJson.Of<ResourceQuota>, ReadQuota);

    private static Node ReadNode(ReadOnlySpan<byte> message)
    {
        ObjectMeta? metadata = null;
        NodeSpec? spec = null;
        NodeStatus? status = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) metadata = MetadataMessage.Read(reader.Bytes);
            else if (reader.Field == 2) spec = ReadSpec(reader.Bytes);
            else if (reader.Field == 3) status = new NodeStatus { Allocatable = ReadAmounts(reader.Bytes, 2)! };
        }
        return new Node { Metadata = metadata!, Spec = spec!, Status = status! };
    }

    private static NodeSpec ReadSpec(ReadOnlySpan<byte> message)
    {
        var unschedulable = false;
        List<Taint>? taints = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 4) unschedulable = reader.Flag();
            else if (reader.Field == 5) reader.Add(ref taints, ReadTaint);
        }
        return new NodeSpec { Unschedulable = unschedulable, Taints = taints! };
    }

    private static Taint ReadTaint(ReadOnlySpan<byte> message)
    {
        string? key = null, value = null, effect = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) key = reader.SharedText();
            else if (reader.Field == 2) value = reader.SharedText();
            else if (reader.Field == 3) effect = reader.SharedText();
        }
        return new Taint { Key = key!, Value = value, Effect = effect! };
    }

    private static ResourceQuota ReadQuota(ReadOnlySpan<byte> message)
    {
        ObjectMeta? metadata = null;
        ResourceQuotaStatus? status = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) metadata = MetadataMessage.Read(reader.Bytes);
            else if (reader.Field == 3) status = new ResourceQuotaStatus { Hard = ReadAmounts(reader.Bytes, 1)!, Used = ReadAmounts(reader.Bytes, 2)! };
        }
        return new ResourceQuota { Metadata = metadata!, Status = status! };
    }

    private static Dictionary<string, Quantity>? ReadAmounts(ReadOnlySpan<byte> message, int field)
    {
        Dictionary<string, Quantity>? amounts = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == field) reader.AddAmount(ref amounts);
        }
        return amounts;
    }
}
