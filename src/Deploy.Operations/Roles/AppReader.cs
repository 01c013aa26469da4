using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Roles;

/// <summary>
/// Reads an app.yaml: service, image, version, roles (replicas, command, args, ports, env, checks, service), primary, destination, wait,
/// boot (limit, wait). What is not known in it is refused, so that a slip of the pen does not go unnoticed.
/// </summary>
public static class AppReader
{
    private static readonly string[] s_appKeys = ["service", "image", "version", "namespace", "destination", "primary", "wait", "boot", "env", "roles", "base"];
    private static readonly string[] s_roleKeys = ["replicas", "image", "command", "args", "ports", "env", "startup", "readiness", "liveness", "service", "resources"];

    /// <summary>Whether a file describes an app, and not a manifest: its one document names roles.</summary>
    public static bool IsApp(string yaml, string source = "app.yaml") => YamlDocuments.Read(yaml, source) is [{ } only] && only.ContainsKey("roles") && !only.ContainsKey("apiVersion");

    /// <summary>Reads an app.</summary>
    /// <param name="yaml">The file.</param>
    /// <param name="ns">The namespace; null for the one that the file names, else <paramref name="fallback"/>.</param>
    /// <exception cref="DeployException">The file is not an app.</exception>
    public static AppManifest Read(string yaml, string? ns = null, ReleaseOptions? options = null, string source = "app.yaml", string fallback = "default")
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (YamlDocuments.Read(yaml, source) is not [var app])
            throw Invalid(source, "holds not exactly one document");
        RefuseUnknown(app, s_appKeys, source, "");
        var service = Required(app, "service", source);
        var roles = app.ObjectAt("roles") is { Count: > 0 } found ? found : throw Invalid(source, "has no roles");
        var primary = app.TextAt("primary") ?? (roles.ContainsKey("web") ? "web" : roles.First().Key);
        if (!roles.ContainsKey(primary))
            throw Invalid(source, $"names '{primary}' as primary role, which is not among its roles");
        var context = new Context(app, service, Required(app, "version", source), ns ?? app.TextAt("namespace") ?? fallback, options, source);
        return new AppManifest
        {
            Service = service,
            Destination = app.TextAt("destination"),
            Version = context.Version,
            Namespace = context.Namespace,
            Roles = [.. roles.OrderByDescending(role => role.Key == primary).Select(role => new AppRole(role.Key, role.Key == primary, Request(context, role.Key, role.Value as JsonObject ?? [])))],
            Wait = Time(app, "wait", source) ?? TimeSpan.FromMinutes(2),
            BootLimit = (int?)app.NumberAt("boot", "limit") is var limit && limit is < 1 ? throw Invalid(source, "has a boot limit below 1") : limit,
            BootWait = app.ObjectAt("boot") is { } boot ? Time(boot, "wait", source) ?? TimeSpan.Zero : TimeSpan.Zero,
        };
    }

    private static ReleaseRequest Request(Context context, string role, JsonObject settings)
    {
        RefuseUnknown(settings, s_roleKeys, context.Source, $"role '{role}' ");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [AppLabels.Service] = context.Service, [AppLabels.Role] = role };
        if (context.App.TextAt("destination") is { } destination)
            labels[AppLabels.Destination] = destination;
        return ReleaseRequest.FromSpec(new ModuleSpec
        {
            Name = $"{context.Service}-{role}",
            Version = context.Version,
            Image = settings.TextAt("image") ?? Required(context.App, "image", context.Source),
            Namespace = context.Namespace,
            Replicas = (int?)settings.NumberAt("replicas"),
            Environment = context.App.TextsAt("env").Concat(settings.TextsAt("env")).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal),
            Ports = [.. Texts(settings, "ports").Select(ModulePort.Parse)],
            Command = Texts(settings, "command"),
            Arguments = Texts(settings, "args"),
            StartupCheck = Check(settings, "startup"),
            ReadinessCheck = Check(settings, "readiness"),
            LivenessCheck = Check(settings, "liveness"),
            Service = (int?)settings.NumberAt("service") is { } port ? new ModuleService { Port = port } : null,
            Resources = settings.ObjectAt("resources") is { } resources
                ? new ModuleResources { Cpu = resources.TextAt("cpu"), Memory = resources.TextAt("memory"), CpuLimit = resources.TextAt("cpuLimit"), MemoryLimit = resources.TextAt("memoryLimit") }
                : null,
            Base = context.App.ObjectAt("base") is { } selected
                ? new BaseSelector { Stack = selected.TextAt("stack"), Name = selected.TextAt("name"), Version = selected.TextAt("version"), Cluster = selected.TextAt("cluster"), Environment = selected.TextAt("environment") }
                : null,
            Labels = labels,
        }, context.Options);
    }

    private static HealthCheck? Check(JsonObject settings, string name) => settings.TextAt(name) is { } text ? HealthCheck.Parse(text) : null;

    private static string[] Texts(JsonObject settings, string name) => settings.At(name) switch
    {
        JsonArray list => [.. list.OfType<JsonValue>().Select(value => value.AsText())],
        JsonValue value => value.AsText().Split(' ', StringSplitOptions.RemoveEmptyEntries),
        _ => [],
    };

    private static string Required(JsonObject app, string name, string source) =>
        app.TextAt(name) is { Length: > 0 } text ? text : throw Invalid(source, $"does not say its {name}");

    // 90, 90s, 2m or 00:02:00.
    private static TimeSpan? Time(JsonObject node, string name, string source)
    {
        if (node.TextAt(name) is not { } text)
            return null;
        var unit = text.Length > 0 ? text[^1] : ' ';
        var number = unit is 's' or 'm' or 'h' ? text[..^1] : text;
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            return unit == 'h' ? TimeSpan.FromHours(amount) : unit == 'm' ? TimeSpan.FromMinutes(amount) : TimeSpan.FromSeconds(amount);
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero ? time : throw Invalid(source, $"has '{text}' for {name}, which is not a time");
    }

    private static void RefuseUnknown(JsonObject node, string[] known, string source, string where)
    {
        if (node.Select(pair => pair.Key).FirstOrDefault(key => !known.Contains(key, StringComparer.Ordinal)) is { } unknown)
            throw Invalid(source, $"{where}has '{unknown}', which is not known; known are {string.Join(", ", known)}");
    }

    private static DeployException Invalid(string source, string what) => new(ManifestCodes.Invalid, $"{source} {what}.", source);

    private sealed record Context(JsonObject App, string Service, string Version, string Namespace, ReleaseOptions? Options, string Source);
}
