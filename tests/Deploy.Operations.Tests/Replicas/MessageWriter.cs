using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Deploy.Operations.Tests.Replicas;

/// <summary>
/// Writes JSON objects as the messages that an API server sends, by a table of fields. As servers do, it writes texts and times
/// that are not set as empty ones.
/// </summary>
internal static class MessageWriter
{
    private const string Status = """
        Pod: 1 metadata ObjectMeta, 2 spec PodSpec, 3 status PodStatus
        PodStatus: 1 phase string, 2 conditions PodCondition[], 3 message string, 4 reason string, 5 hostIP string, 6 podIP string, 7 startTime Time, 8 containerStatuses ContainerStatus[], 9 qosClass string, 10 initContainerStatuses ContainerStatus[], 11 nominatedNodeName string
        PodCondition: 1 type string, 2 status string, 3 lastProbeTime Time, 4 lastTransitionTime Time, 5 reason string, 6 message string
        ContainerStatus: 1 name string, 2 state ContainerState, 3 lastState ContainerState, 4 ready bool, 5 restartCount int32, 6 image string, 7 imageID string, 8 containerID string, 9 started bool
        ContainerState: 1 waiting ContainerStateWaiting, 2 running ContainerStateRunning, 3 terminated ContainerStateTerminated
        ContainerStateWaiting: 1 reason string, 2 message string
        ContainerStateRunning: 1 startedAt Time
        Node: 1 metadata ObjectMeta, 2 spec NodeSpec, 3 status NodeStatus
        NodeSpec: 1 podCIDR string, 3 providerID string, 4 unschedulable bool, 5 taints Taint[]
        Taint: 1 key string, 2 value string, 3 effect string, 4 timeAdded Time
        NodeStatus: 1 capacity Quantity{}, 2 allocatable Quantity{}
        ResourceQuota: 1 metadata ObjectMeta, 2 spec ResourceQuotaSpec, 3 status ResourceQuotaStatus
        ResourceQuotaStatus: 1 hard Quantity{}, 2 used Quantity{}
        ContainerStateTerminated: 1 exitCode int32, 2 signal int32, 3 reason string, 4 message string, 5 startedAt Time, 6 finishedAt Time, 7 containerID string
        """;

    private static readonly Dictionary<string, (int Number, string Name, string Type)[]> Messages = Read();

    public static byte[] Write(string message, JsonObject json)
    {
        using var stream = new MemoryStream();
        foreach (var (number, name, type) in Messages[message])
        {
            var plain = type.TrimEnd('[', ']', '{', '}', '^');
            if (type.EndsWith('^')) Field(stream, number, Write(plain, json));
            else if (json[name] is null && type is ("string" or "Time")) Field(stream, number, []);
            else if (json[name] is JsonArray items) foreach (var item in items.OfType<JsonNode>()) Value(stream, number, plain, item);
            else if (json[name] is JsonObject map && type.EndsWith('}')) foreach (var (key, value) in map) Field(stream, number, Entry(plain, key, value!));
            else if (json[name] is { } value) Value(stream, number, plain, value);
        }
        Field(stream, 4000, "a field of a later version"u8.ToArray());
        return stream.ToArray();
    }

    public static void Field(Stream stream, int number, byte[] content)
    {
        Varint(stream, ((ulong)number << 3) | 2);
        Varint(stream, (ulong)content.Length);
        stream.Write(content);
    }

    private static byte[] Entry(string type, string key, JsonNode value)
    {
        using var entry = new MemoryStream();
        Field(entry, 1, Encoding.UTF8.GetBytes(key));
        Value(entry, 2, type, value);
        return entry.ToArray();
    }

    private static void Value(Stream stream, int number, string type, JsonNode value)
    {
        switch (type)
        {
            case "string": Field(stream, number, Encoding.UTF8.GetBytes(value.ToString())); break;
            case "bool": Number(stream, number, value.GetValue<bool>() ? 1 : 0); break;
            case "int32" or "int64": Number(stream, number, value.GetValue<long>()); break;
            case "Quantity": Field(stream, number, Wrapped(1, value.ToString())); break;
            case "Time": Field(stream, number, Time(value.ToString())); break;
            case "IntOrString": Field(stream, number, Either(value)); break;
            case "FieldsV1" or "RawExtension" or "MicroTime": break;
            default: Field(stream, number, Write(type, value.AsObject())); break;
        }
    }

    private static byte[] Either(JsonNode value)
    {
        if (value.GetValueKind() == System.Text.Json.JsonValueKind.Number)
        {
            using var stream = new MemoryStream();
            Number(stream, 1, 0);
            Number(stream, 2, value.GetValue<long>());
            return stream.ToArray();
        }
        return [(1 << 3) | 0, 1, .. Wrapped(3, value.ToString())];
    }

    private static byte[] Time(string text)
    {
        using var stream = new MemoryStream();
        Number(stream, 1, DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeSeconds());
        Number(stream, 2, 0);
        return stream.ToArray();
    }

    private static byte[] Wrapped(int number, string text)
    {
        using var stream = new MemoryStream();
        Field(stream, number, Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    private static void Number(Stream stream, int number, long value)
    {
        Varint(stream, (ulong)number << 3);
        Varint(stream, (ulong)value);
    }

    private static void Varint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }

    private static Dictionary<string, (int Number, string Name, string Type)[]> Read()
    {
        var table = new Dictionary<string, (int Number, string Name, string Type)[]>(StringComparer.Ordinal);
        var known = File.ReadAllText(Repository.Path("src", "Deploy.LocalCluster", "Protobuf", "messages.txt"));
        foreach (var line in $"{known}\n{Status}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split(": ");
            table[parts[0]] = [.. parts[1].Split(", ").Select(field => field.Split(' ')).Select(field => (int.Parse(field[0], CultureInfo.InvariantCulture), field[1], field[2]))];
        }
        return table;
    }
}
