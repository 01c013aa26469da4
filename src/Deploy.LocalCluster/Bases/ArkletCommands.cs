using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Controller.Arklet;

namespace Deploy.LocalCluster.Bases;

/// <summary>The arklet of a simulated base. As the real one it answers HTTP 200 whatever happened.</summary>
internal sealed class ArkletCommands(BizRegistry registry, HttpClient http, TimeProvider time)
{
    // A timer runs only while somebody holds it.
    private readonly ConcurrentDictionary<string, ITimer> _breaks = new(StringComparer.Ordinal);

    public async Task<BaseAnswer> AnswerAsync(string command, JsonElement body, CancellationToken cancellationToken) => command switch
    {
        "installBiz" => await InstallAsync(body, cancellationToken),
        "uninstallBiz" => Uninstall(body),
        "queryAllBiz" => Envelope(new JsonArray([.. registry.All.Select(Describe)])),
        "health" => Envelope(Health()),
        _ => BaseAnswer.Arklet("CMD_NOT_FOUND", "", $"command {command} is not found"),
    };

    private async Task<BaseAnswer> InstallAsync(JsonElement body, CancellationToken cancellationToken)
    {
        var (name, version, url) = (Text(body, "bizName"), Text(body, "bizVersion"), Text(body, "bizUrl"));
        if (name.Length == 0 || version.Length == 0 || url.Length == 0)
            return BaseAnswer.Arklet("FAILED", "FAILED", "bizName, bizVersion and bizUrl must not be blank");
        if (registry.All.Any(b => b.Identity == $"{name}:{version}"))
            return Repeated(name, version);
        try
        {
            var simulation = await PackageDownload.FetchAsync(http, url, name, version, cancellationToken);
            return registry.Register(name, version, simulation) is { } biz ? await StartAsync(biz, cancellationToken) : Repeated(name, version);
        }
        catch (PackageException e)
        {
            return BaseAnswer.Arklet("FAILED", "FAILED", e.Message);
        }
    }

    private static BaseAnswer Repeated(string name, string version) =>
        BaseAnswer.Arklet("FAILED", "REPEAT_BIZ", $"Biz: {name}:{version} has been installed or registered.");

    private async Task<BaseAnswer> StartAsync(SimulatedBiz biz, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(biz.Simulation.InstallMilliseconds), time, cancellationToken);
        if (!registry.HasRoomFor(biz))
            return Fail(biz, "java.lang.OutOfMemoryError: Metaspace");
        switch (biz.Simulation.Install)
        {
            case InstallOutcome.Broken:
                registry.Break(biz.Identity, biz.Simulation.Message);
                return BaseAnswer.Arklet("FAILED", "FAILED", biz.Simulation.Message);
            case InstallOutcome.Failed:
                return Fail(biz, biz.Simulation.Message);
            case InstallOutcome.Hangs:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                return BaseAnswer.Broken;
            case InstallOutcome.Resets:
                registry.Remove(biz.Identity);
                return BaseAnswer.Broken;
            case InstallOutcome.Garbage:
                registry.Remove(biz.Identity);
                return new BaseAnswer(200, "<html>no arklet here");
            default:
                registry.Activate(biz);
                BreakLater(biz);
                return BaseAnswer.Arklet("SUCCESS", "SUCCESS", $"install biz {biz.Identity} success");
        }
    }

    private void BreakLater(SimulatedBiz biz)
    {
        if (biz.Simulation.BreaksAfterMilliseconds > 0)
            _breaks[biz.Identity] = time.CreateTimer(_ => registry.Break(biz.Identity, biz.Simulation.Message), null, TimeSpan.FromMilliseconds(biz.Simulation.BreaksAfterMilliseconds), Timeout.InfiniteTimeSpan);
    }

    private BaseAnswer Fail(SimulatedBiz biz, string message)
    {
        registry.Remove(biz.Identity);
        return BaseAnswer.Arklet("FAILED", "FAILED", message);
    }

    private BaseAnswer Uninstall(JsonElement body)
    {
        var identity = $"{Text(body, "bizName")}:{Text(body, "bizVersion")}";
        return registry.Remove(identity)
            ? BaseAnswer.Arklet("SUCCESS", "SUCCESS", $"uninstall biz {identity} success")
            : BaseAnswer.Arklet("FAILED", "NOT_FOUND_BIZ", $"biz {identity} is not found");
    }

    private JsonObject Health() => new()
    {
        ["healthData"] = new JsonObject
        {
            ["jvm"] = new JsonObject { ["java max metaspace"] = registry.MaxMetaspace, ["java committed metaspace"] = registry.UsedMetaspace, ["java used metaspace"] = registry.UsedMetaspace },
            ["masterBizInfo"] = new JsonObject { ["bizState"] = "ACTIVATED" },
            ["masterBizHealth"] = new JsonObject { ["readinessState"] = "ACCEPTING_TRAFFIC" },
        },
    };

    private static JsonObject Describe(SimulatedBiz biz) => new()
    {
        ["bizName"] = biz.Name,
        ["bizVersion"] = biz.Version,
        ["bizState"] = Name(biz.State),
        ["mainClass"] = $"simulated.{biz.Name}",
        ["webContextPath"] = biz.WebContextPath,
        ["bizStateRecords"] = new JsonArray([.. biz.Records.Select(Describe)]),
    };

    private static JsonObject Describe(BizStateRecord record) => new()
    {
        ["changeTime"] = record.ChangedAt?.ToUnixTimeMilliseconds(),
        ["state"] = Name(record.State),
        ["reason"] = record.Reason,
        ["message"] = record.Message,
    };

    private static BaseAnswer Envelope(JsonNode data) => BaseAnswer.Json(new JsonObject { ["code"] = "SUCCESS", ["data"] = data, ["message"] = null, ["errorStackTrace"] = null });

    private static string Name(BizState state) => state.ToString().ToUpperInvariant();

    private static string Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
