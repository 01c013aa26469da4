using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Bases;

/// <summary>What a simulated base answers: a status and JSON, raw text, or nothing with the connection broken.</summary>
/// <param name="Status">HTTP status; 0 breaks the connection.</param>
/// <param name="Body">The body.</param>
internal sealed record BaseAnswer(int Status, string Body)
{
    /// <summary>What is done once the answer is out: an answer to a restart must not die with what it restarts.</summary>
    public Action? Then { get; init; }

    public static BaseAnswer Broken { get; } = new(0, "");

    public static BaseAnswer Json(JsonNode body, int status = 200) => new(status, body.ToJsonString());

    /// <summary>Arklet's envelope around an answer to a command.</summary>
    public static BaseAnswer Arklet(string code, string dataCode, string message) => Json(new JsonObject
    {
        ["code"] = code,
        ["data"] = new JsonObject { ["code"] = dataCode, ["message"] = message, ["elapsedSpace"] = 0 },
        ["message"] = code == "SUCCESS" ? null : message,
        ["errorStackTrace"] = null,
        ["baseIdentity"] = null,
    });
}
