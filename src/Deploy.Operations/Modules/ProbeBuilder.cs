using System.Text.Json.Nodes;

namespace Deploy.Operations.Modules;

/// <summary>Writes a health check as a Kubernetes probe. Pure.</summary>
internal static class ProbeBuilder
{
    internal static JsonObject Build(HealthCheck check)
    {
        var probe = new JsonObject
        {
            ["periodSeconds"] = (int)check.Period.TotalSeconds,
            ["timeoutSeconds"] = (int)check.Timeout.TotalSeconds,
            ["failureThreshold"] = check.FailureThreshold,
            ["successThreshold"] = check.SuccessThreshold,
        };
        if (check.InitialDelay > TimeSpan.Zero)
            probe["initialDelaySeconds"] = (int)check.InitialDelay.TotalSeconds;
        switch (check.Kind)
        {
            case HealthCheckKind.Http:
                probe["httpGet"] = new JsonObject { ["path"] = check.Path, ["port"] = check.Port, ["scheme"] = "HTTP" };
                break;
            case HealthCheckKind.Tcp:
                probe["tcpSocket"] = new JsonObject { ["port"] = check.Port };
                break;
            default:
                probe["exec"] = new JsonObject { ["command"] = new JsonArray([.. check.Command.Select(part => JsonValue.Create(part))]) };
                break;
        }
        return probe;
    }
}
