using System.Text.Json.Nodes;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Api;

/// <summary>
/// A valid document without definitions. Clients that check manifests against it find no schema and leave the check to the
/// server; without any document at all they would refuse to send.
/// </summary>
internal static class OpenApi
{
    private const string Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    public static EndpointResponse Document(EndpointRequest request)
    {
        if ((request.Header("Accept") ?? "").Contains("protobuf", StringComparison.Ordinal))
        {
            // A message with nothing set but the version (field 1) of the format.
            return new EndpointResponse { Status = 200, ContentType = Protobuf, Body = "\n\u00032.0"u8.ToArray() };
        }

        return ApiServer.Answer(200, new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = Discovery.GitVersion },
            ["paths"] = new JsonObject(),
            ["definitions"] = new JsonObject(),
        });
    }
}
