using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Operations.Replicas;

/// <summary>Reads metadata without managed fields, and of the annotations only ours and the revision.</summary>
internal static class MetadataMessage
{
    public static ObjectMeta Read(ReadOnlySpan<byte> message)
    {
        string? name = null, ns = null, uid = null, version = null;
        DateTimeOffset? created = null, deleted = null;
        long? grace = null;
        Dictionary<string, string>? labels = null, annotations = null;
        List<OwnerReference>? owners = null;
        List<string>? finalizers = null;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: name = reader.OwnText(); break;
                case 3: ns = reader.SharedText(); break;
                case 5: uid = reader.OwnText(); break;
                case 6: version = reader.OwnText(); break;
                case 8: created = reader.Time(); break;
                case 9: deleted = reader.Time(); break;
                case 10: grace = (long)reader.Number; break;
                case 11: reader.AddEntry(ref labels); break;
                case 12: AddAnnotation(reader, ref annotations); break;
                case 13: reader.Add(ref owners, Owner); break;
                case 14: reader.AddText(ref finalizers); break;
                default: break;
            }
        }
        return new ObjectMeta
        {
            Name = name!, Namespace = ns, Uid = uid!, ResourceVersion = version!, CreationTimestamp = created, DeletionTimestamp = deleted,
            DeletionGracePeriodSeconds = grace, Labels = labels!, Annotations = annotations!, OwnerReferences = owners!, Finalizers = finalizers!,
        };
    }

    private static void AddAnnotation(in WireReader reader, ref Dictionary<string, string>? annotations)
    {
        reader.Entry(out var key, out _);
        if (SlimMetadata.IsWanted(key)) reader.AddEntry(ref annotations);
    }

    private static OwnerReference Owner(ReadOnlySpan<byte> message)
    {
        string? version = null, kind = null, name = null, uid = null;
        var controller = false;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: kind = reader.SharedText(); break;
                case 3: name = reader.SharedText(); break;
                case 4: uid = reader.SharedText(); break;
                case 5: version = reader.SharedText(); break;
                case 6: controller = reader.Flag(); break;
                default: break;
            }
        }
        return new OwnerReference { ApiVersion = version!, Kind = kind!, Name = name!, Uid = uid!, Controller = controller };
    }
}
