using System.Text.Json;

namespace Deploy.Operations.Health;

/// <summary>
/// Reads the answers of Spring Boot's actuator, of all its generations: components under <c>components</c>, <c>details</c> or
/// at the top. What is missing, unknown or of another type is read as absent and never throws.
/// </summary>
public static class ActuatorReader
{
    private const string Ending = "HealthIndicator";

    /// <summary>Reads <c>/actuator/health</c> of a base or of a module.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="requireModules">See <see cref="HealthRule.Judge"/>.</param>
    public static HealthVerdict ReadHealth(JsonElement answer, bool? requireModules = null) =>
        HealthRule.Judge([.. Components(answer)], Text(answer, "status"), requireModules);

    /// <summary>Reads the modules and plugins of <c>/actuator/info</c>; entries without a name are left out.</summary>
    public static BaseInfo ReadInfo(JsonElement answer) => new()
    {
        Modules = [.. Items(Member(answer, "arkBizInfo")).Select(ReadModule).Where(m => m.Name.Length > 0)],
        Plugins = [.. Items(Member(answer, "arkPluginInfo")).Select(ReadPlugin).Where(p => p.Name.Length > 0)],
    };

    private static IEnumerable<HealthComponent> Components(JsonElement answer)
    {
        var parent = Member(answer, "components") is { ValueKind: JsonValueKind.Object } now ? now : Member(answer, "details") is { ValueKind: JsonValueKind.Object } before ? before : answer;
        return Members(parent).Where(m => m.Value.ValueKind == JsonValueKind.Object && Member(m.Value, "status").ValueKind == JsonValueKind.String)
            .Select(m => new HealthComponent(NameOf(m.Name), HealthRule.Parse(Text(m.Value, "status")), [.. Details(m.Value)]));
    }

    private static IEnumerable<HealthDetail> Details(JsonElement component)
    {
        foreach (var name in new[] { "details", "components" })
            foreach (var entry in Members(Member(component, name)))
                if (StatusOf(entry.Value) is { } status)
                    yield return new HealthDetail(entry.Name, status);
    }

    // Only what names a health counts: components also put figures and paths among their details.
    private static HealthStatus? StatusOf(JsonElement value)
    {
        var word = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Object => Text(value, "status") is { Length: > 0 } direct ? direct : Text(value, "code"),
            _ => null,
        };
        return word?.ToUpperInvariant() is "UP" or "DOWN" or "UNKNOWN" or "OUT_OF_SERVICE" ? HealthRule.Parse(word) : null;
    }

    private static string NameOf(string name) => name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && name.Length > Ending.Length ? name[..^Ending.Length] : name;

    private static InstalledModule ReadModule(JsonElement biz) => new()
    {
        Name = Text(biz, "bizName"),
        Version = Text(biz, "bizVersion"),
        State = Text(biz, "bizState") is { Length: > 0 } state ? state.ToUpperInvariant() : "UNKNOWN",
        WebContextPath = Text(biz, "webContextPath") is { Length: > 0 } path ? path : null,
    };

    private static BasePlugin ReadPlugin(JsonElement plugin) => new(Text(plugin, "pluginName"), Text(plugin, "pluginVersion"), Text(plugin, "groupId"), Text(plugin, "artifactId"));

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static JsonElement.ObjectEnumerator Members(JsonElement parent) => parent.ValueKind == JsonValueKind.Object ? parent.EnumerateObject() : default;

    private static IEnumerable<JsonElement> Items(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object) : [];

    private static string Text(JsonElement parent, string name) => Member(parent, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };
}
