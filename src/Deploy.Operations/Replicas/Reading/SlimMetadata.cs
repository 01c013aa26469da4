using System.Text.Json;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>Reads metadata without managed fields, and of the annotations only ours and the revision.</summary>
internal static class SlimMetadata
{
    public static ObjectMeta? Read(ref Utf8JsonReader reader)
    {
        if (!SlimReader.EnterObject(ref reader)) return null;
        string? name = null, ns = null, uid = null, version = null;
        DateTimeOffset? created = null, deleted = null;
        long? grace = null;
        Dictionary<string, string>? labels = null, annotations = null;
        List<OwnerReference>? owners = null;
        List<string>? finalizers = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("name"u8)) name = SlimReader.OwnText(ref reader);
            else if (reader.ValueTextEquals("namespace"u8)) ns = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("uid"u8)) uid = SlimReader.OwnText(ref reader);
            else if (reader.ValueTextEquals("resourceVersion"u8)) version = SlimReader.OwnText(ref reader);
            else if (reader.ValueTextEquals("creationTimestamp"u8)) created = SlimReader.Time(ref reader);
            else if (reader.ValueTextEquals("deletionTimestamp"u8)) deleted = SlimReader.Time(ref reader);
            else if (reader.ValueTextEquals("deletionGracePeriodSeconds"u8)) grace = SlimReader.Number(ref reader);
            else if (reader.ValueTextEquals("labels"u8)) labels = Map(ref reader, all: true);
            else if (reader.ValueTextEquals("annotations"u8)) annotations = Map(ref reader, all: false);
            else if (reader.ValueTextEquals("ownerReferences"u8)) owners = SlimReader.Items(ref reader, Owner);
            else if (reader.ValueTextEquals("finalizers"u8)) finalizers = SlimReader.Items(ref reader, static (ref Utf8JsonReader item) => item.GetString());
            else SlimReader.SkipValue(ref reader);
        }
        return new ObjectMeta
        {
            Name = name!, Namespace = ns, Uid = uid!, ResourceVersion = version!, CreationTimestamp = created, DeletionTimestamp = deleted,
            DeletionGracePeriodSeconds = grace, Labels = labels!, Annotations = annotations!, OwnerReferences = owners!, Finalizers = finalizers!,
        };
    }

    private static Dictionary<string, string>? Map(ref Utf8JsonReader reader, bool all)
    {
        if (!SlimReader.EnterObject(ref reader)) return null;
        Dictionary<string, string>? map = null;
        while (SlimReader.NextField(ref reader))
        {
            if (!all && !IsWanted(reader.ValueSpan))
            {
                SlimReader.SkipValue(ref reader);
                continue;
            }
            var key = TextCache.Get(ref reader)!;
            map ??= new(StringComparer.Ordinal);
            map[key] = SlimReader.Text(ref reader)!;
        }
        return map;
    }

    /// <summary>Whether an annotation of that name is read. A name with escapes in it is none of these.</summary>
    public static bool IsWanted(ReadOnlySpan<byte> annotation) =>
        annotation.StartsWith("module.deploy/"u8) || annotation.SequenceEqual("deployment.kubernetes.io/revision"u8);

    private static OwnerReference Owner(ref Utf8JsonReader reader)
    {
        string? version = null, kind = null, name = null, uid = null;
        var controller = false;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("kind"u8)) kind = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("apiVersion"u8)) version = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("name"u8)) name = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("uid"u8)) uid = SlimReader.Text(ref reader);
            else if (reader.ValueTextEquals("controller"u8)) controller = SlimReader.Flag(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new OwnerReference { ApiVersion = version!, Kind = kind!, Name = name!, Uid = uid!, Controller = controller };
    }
}
