using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>Reads of a pod's message what <see cref="SlimPodConverter"/> reads of its JSON.</summary>
internal static class PodMessage
{
    public static Pod Read(ReadOnlySpan<byte> message)
    {
        ObjectMeta? metadata = null;
        PodSpec? spec = null;
        PodStatus? status = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) metadata = MetadataMessage.Read(reader.Bytes);
            else if (reader.Field == 2) spec = SpecMessage.Read(reader.Bytes);
            else if (reader.Field == 3) status = StatusMessage.Read(reader.Bytes);
        }
        return new Pod { Metadata = metadata!, Spec = spec!, Status = status! };
    }

    /// <summary>Reads of a ReplicaSet its metadata only.</summary>
    public static ReplicaSet ReadReplicaSet(ReadOnlySpan<byte> message)
    {
        ObjectMeta? metadata = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) metadata = MetadataMessage.Read(reader.Bytes);
        }
        return new ReplicaSet { Metadata = metadata! };
    }
}
