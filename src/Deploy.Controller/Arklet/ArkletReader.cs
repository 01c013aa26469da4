using System.Globalization;
using System.Text.Json;

namespace Deploy.Controller.Arklet;

/// <summary>
/// Reads arklet's answers. Bases of many ages and languages send them, so a field that is missing, null,
/// of another type or unknown never throws: it is read as absent.
/// </summary>
public static class ArkletReader
{
    // Moments are reckoned with: one at the end of all time would overflow.
    private static readonly DateTimeOffset LatestMoment = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads the codes and the most telling message of any answer.</summary>
    public static ArkletReply ReadReply(JsonElement answer)
    {
        var data = Member(answer, "data");
        var dataCode = Text(data, "code");
        string[] messages = [Text(data, "message"), Text(answer, "message"), FirstLine(Text(answer, "errorStackTrace"))];
        return new ArkletReply(Text(answer, "code"), dataCode, messages.FirstOrDefault(m => m.Length > 0) ?? "");
    }

    /// <summary>Reads the modules of a <c>queryAllBiz</c> answer; entries without a name are left out.</summary>
    public static IReadOnlyList<BizInfo> ReadAllBiz(JsonElement answer) =>
        [.. Items(Member(answer, "data")).Select(ReadBiz).OfType<BizInfo>()];

    /// <summary>Reads a <c>health</c> answer.</summary>
    public static BaseHealth ReadHealth(JsonElement answer)
    {
        var health = Member(Member(answer, "data"), "healthData");
        var jvm = Member(health, "jvm");
        var state = ReadState(Text(Member(health, "masterBizInfo"), "bizState"));
        return new BaseHealth(state, Bytes(jvm, "java max metaspace"), Bytes(jvm, "java committed metaspace"));
    }

    /// <summary>Reads a state's name, whatever its case.</summary>
    public static BizState ReadState(string state) => state.ToUpperInvariant() switch
    {
        "UNRESOLVED" => BizState.Unresolved,
        "RESOLVED" => BizState.Resolved,
        "ACTIVATED" => BizState.Activated,
        "DEACTIVATED" => BizState.Deactivated,
        "BROKEN" => BizState.Broken,
        "STOPPED" => BizState.Stopped,
        _ => BizState.Unknown,
    };

    private static BizInfo? ReadBiz(JsonElement biz)
    {
        var name = Text(biz, "bizName");
        if (name.Length == 0)
            return null;
        var path = Text(biz, "webContextPath");
        return new BizInfo
        {
            Name = name,
            Version = Text(biz, "bizVersion"),
            State = ReadState(Text(biz, "bizState")),
            WebContextPath = path.Length == 0 ? null : path,
            Records = [.. Items(Member(biz, "bizStateRecords")).Select(ReadRecord)],
        };
    }

    private static BizStateRecord ReadRecord(JsonElement record) =>
        new(Instant(Member(record, "changeTime")), ReadState(Text(record, "state")), Text(record, "reason"), Text(record, "message"));

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static IEnumerable<JsonElement> Items(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object) : [];

    private static string Text(JsonElement parent, string name)
    {
        var value = Member(parent, name);
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => "",
        };
    }

    private static long? Bytes(JsonElement parent, string name)
    {
        var value = Member(parent, name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var bytes) && bytes >= 0 ? bytes : null;
    }

    private static DateTimeOffset? Instant(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var parsed))
            return parsed < LatestMoment ? parsed : null;
        var milliseconds = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
        return milliseconds > 0 && milliseconds < LatestMoment.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    private static string FirstLine(string text) => text.TrimStart().Split('\n', 2)[0].TrimEnd();
}
