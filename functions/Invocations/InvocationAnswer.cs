using System.Text.Json.Nodes;
using Deploy.Kubernetes;

namespace Deploy.Functions.Invocations;

/// <summary>What the Functions host expects back: a JSON object with these three, never an empty body.</summary>
internal static class InvocationAnswer
{
    public static IResult Of(int status, IEnumerable<string> logs, JsonNode? value)
    {
        var body = new JsonObject
        {
            ["Outputs"] = new JsonObject(),
            ["Logs"] = new JsonArray([.. logs.Select(l => JsonValue.Create(Redaction.Text(l)))]),
            ["ReturnValue"] = value,
        };
        return Results.Text(body.ToJsonString(), "application/json", statusCode: status);
    }
}
