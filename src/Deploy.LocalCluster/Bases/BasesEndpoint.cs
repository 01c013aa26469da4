using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Bases;

/// <summary>
/// Lists, adds, commands and removes a local cluster's bases: <c>GET /bases</c>, <c>POST /bases</c> (<see cref="BaseSpec"/>),
/// <c>POST /bases/NAME</c> (<see cref="BaseCommand"/>), <c>DELETE /bases/NAME?kill=true</c>.
/// </summary>
internal sealed class BasesEndpoint(SimulatedBases bases) : IHttpEndpoint
{
    private const int LongestBody = 64 * 1024;

    public async Task<EndpointResponse> HandleAsync(EndpointRequest request, CancellationToken ct)
    {
        try
        {
            return (request.Method, request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)) switch
            {
                ("GET", ["bases"]) => Json(200, bases.Describe(), SimulationJson.Default.IReadOnlyListBaseStatus),
                ("POST", ["bases"]) => await AddAsync(request, ct),
                ("POST", ["bases", var identity]) => await CommandAsync(identity, request, ct),
                ("DELETE", ["bases", var identity]) => EndpointResponse.Empty(await bases.RemoveAsync(identity, request.Query("kill") == "true") ? 204 : 404),
                _ => EndpointResponse.Empty(404),
            };
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InternalBufferOverflowException)
        {
            return EndpointResponse.Text(400, e.Message);
        }
    }

    private async Task<EndpointResponse> AddAsync(EndpointRequest request, CancellationToken ct)
    {
        var added = bases.Add(await ReadAsync(request, SimulationJson.Default.BaseSpec, ct));
        return Json(201, bases.Describe(added), SimulationJson.Default.BaseStatus);
    }

    private async Task<EndpointResponse> CommandAsync(string identity, EndpointRequest request, CancellationToken ct)
    {
        if (bases.Find(identity) is not { } found)
            return EndpointResponse.Empty(404);
        found.Command(await ReadAsync(request, SimulationJson.Default.BaseCommand, ct) ?? new BaseCommand());
        return Json(200, bases.Describe(found), SimulationJson.Default.BaseStatus);
    }

    private static async Task<T?> ReadAsync<T>(EndpointRequest request, JsonTypeInfo<T> type, CancellationToken ct)
    {
        var body = await request.ReadBodyAsync(LongestBody, ct);
        return body.Length == 0 ? default : JsonSerializer.Deserialize(body, type);
    }

    private static EndpointResponse Json<T>(int status, T value, JsonTypeInfo<T> type) => EndpointResponse.Json(status, JsonSerializer.SerializeToUtf8Bytes(value, type));
}
