using System.Collections.Frozen;
using System.Globalization;

namespace Deploy.LocalCluster.Protobuf;

/// <summary>
/// Field numbers of the message types that clients send, read once from messages.txt. A line is <c>Message: number name type, ...</c>;
/// behind a type <c>[]</c> marks a list, <c>{}</c> a map with text keys, <c>^</c> an inlined message.
/// </summary>
internal static class MessageTable
{
    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<int, MessageField>>> Messages = new(Read);

    // Fields that a server keeps also when they are 0, false or empty: in its types they may be missing, which is something else.
    private static readonly FrozenSet<string> Telling = new[]
    {
        "replicas", "gracePeriodSeconds", "terminationGracePeriodSeconds", "activeDeadlineSeconds", "revisionHistoryLimit", "progressDeadlineSeconds", "backoffLimit", "partition",
        "tolerationSeconds", "parallelism", "completions", "minReplicas", "defaultMode", "mode", "ttlSecondsAfterFinished", "runAsUser", "runAsGroup", "fsGroup", "priority",
        "successfulJobsHistoryLimit", "failedJobsHistoryLimit", "startingDeadlineSeconds", "expirationSeconds", "weight", "maxUnavailable", "maxSurge", "minAvailable", "targetPort",
        "enableServiceLinks", "automountServiceAccountToken", "shareProcessNamespace", "setHostnameAsFQDN", "orphanDependents", "allowPrivilegeEscalation", "privileged", "runAsNonRoot",
        "readOnlyRootFilesystem", "optional", "controller", "blockOwnerDeletion", "immutable", "suspend", "allocateLoadBalancerNodePorts", "storageClassName",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<string, MessageField>>> ByName = new(() =>
        Messages.Value.ToFrozenDictionary(message => message.Key, message => Flat(message.Key).DistinctBy(field => field.Name).ToFrozenDictionary(field => field.Name, StringComparer.Ordinal), StringComparer.Ordinal));

    /// <summary>The fields of a message by their names, those of inlined messages among them; null when the type is none of the table.</summary>
    public static FrozenDictionary<string, MessageField>? FindNames(string message) => ByName.Value.GetValueOrDefault(message);

    /// <summary>Whether 0, false or an empty text of a field is something else than nothing.</summary>
    public static bool TellsEmpty(string field) => Telling.Contains(field);

    /// <summary>The fields of a message by number, or null when the type is none of the table.</summary>
    public static FrozenDictionary<int, MessageField>? Find(string message) => Messages.Value.GetValueOrDefault(message);

    private static IEnumerable<MessageField> Flat(string message) =>
        Messages.Value.TryGetValue(message, out var fields) ? fields.Values.SelectMany(field => field.IsInline ? Flat(field.Type) : [field]) : [];

    private static FrozenDictionary<string, FrozenDictionary<int, MessageField>> Read()
    {
        using var stream = typeof(MessageTable).Assembly.GetManifestResourceStream("messages.txt")
            ?? throw new InvalidOperationException("the table of messages is missing from the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": "))
            .ToFrozenDictionary(parts => parts[0], parts => parts[1].Split(", ").Select(Field).ToFrozenDictionary(field => field.Number, field => field.Field), StringComparer.Ordinal);
    }

    private static (int Number, MessageField Field) Field(string text)
    {
        var parts = text.Split(' ');
        var type = parts[2];
        var field = new MessageField(parts[1], type.TrimEnd('[', ']', '{', '}', '^'), type.EndsWith("[]", StringComparison.Ordinal), type.EndsWith("{}", StringComparison.Ordinal), type.EndsWith('^'));
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), field);
    }
}
