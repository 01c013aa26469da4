using System.Text.Json.Nodes;
using Deploy.Controller.Arklet;

namespace Deploy.LocalCluster.Bases;

/// <summary>The actuator pages of a simulated base, in the form of a Spring Boot base with the arklet starter.</summary>
internal static class ActuatorPages
{
    /// <summary><c>/actuator/health</c> of the base.</summary>
    public static BaseAnswer Health(string own, bool withAllBizReadiness, string master, IReadOnlyList<SimulatedBiz> bizes)
    {
        var startUp = new JsonObject { [master] = own };
        foreach (var biz in bizes)
            startUp[biz.Identity] = StartUp(biz);
        var health = new JsonObject();
        foreach (var biz in bizes.Where(b => b.State == BizState.Activated))
            health[biz.Identity] = new JsonObject { ["status"] = biz.Simulation.Health };
        var startUpStatus = withAllBizReadiness ? Started([own, .. bizes.Select(StartUp)]) : own;
        var healthStatus = Worst([.. bizes.Where(b => b.State == BizState.Activated).Select(b => b.Simulation.Health)]);
        var status = Worst([startUpStatus, healthStatus]);
        var body = new JsonObject
        {
            ["status"] = status,
            ["components"] = new JsonObject
            {
                ["baseStartUp"] = Component(startUpStatus, startUp),
                ["compositeAllBiz"] = Component(healthStatus, health),
            },
        };
        return BaseAnswer.Json(body, status == "UP" || status == "UNKNOWN" ? 200 : 503);
    }

    /// <summary><c>/webContextPath/actuator/health</c> of a module.</summary>
    public static BaseAnswer Health(SimulatedBiz biz) =>
        BaseAnswer.Json(new JsonObject { ["status"] = biz.Simulation.Health }, biz.Simulation.Health == "DOWN" ? 503 : 200);

    /// <summary><c>/actuator/info</c> of the base.</summary>
    public static BaseAnswer Info(string name, string version, IReadOnlyList<SimulatedBiz> bizes) => BaseAnswer.Json(new JsonObject
    {
        ["arkBizInfo"] = new JsonArray([Entry(name, version, "ACTIVATED", "/"), .. bizes.Select(b => Entry(b.Name, b.Version, b.State.ToString().ToUpperInvariant(), b.WebContextPath))]),
        ["arkPluginInfo"] = new JsonArray(new JsonObject { ["pluginName"] = "koupleless-adapter-log4j2", ["groupId"] = "com.alipay.sofa.koupleless", ["artifactId"] = "koupleless-adapter-log4j2", ["pluginVersion"] = "1.0.0" }),
    });

    private static JsonObject Entry(string name, string version, string state, string path) =>
        new() { ["bizName"] = name, ["bizVersion"] = version, ["bizState"] = state, ["webContextPath"] = path };

    private static JsonObject Component(string status, JsonObject details) => new() { ["status"] = status, ["details"] = details };

    private static string StartUp(SimulatedBiz biz) => biz.State switch
    {
        BizState.Activated or BizState.Deactivated => "UP",
        BizState.Resolved or BizState.Unresolved => "UNKNOWN",
        _ => "DOWN",
    };

    // The starter's own rule: while anything is on its way, it is open whether all is well.
    private static string Started(IReadOnlyList<string> statuses) =>
        statuses.All(s => s == "UP") ? "UP" : statuses.Contains("UNKNOWN") ? "UNKNOWN" : "DOWN";

    // Spring Boot's order of severity.
    private static string Worst(IReadOnlyList<string> statuses) =>
        statuses.Contains("DOWN") ? "DOWN" : statuses.Contains("UNKNOWN") ? "UNKNOWN" : "UP";
}
