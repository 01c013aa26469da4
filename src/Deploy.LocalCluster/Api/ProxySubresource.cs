using System.Text.Json.Nodes;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Forwards requests to pods, directly or through a Service, over the simulated network.</summary>
internal sealed class ProxySubresource(ClusterStore store, PodBackends backends)
{
    private static readonly HashSet<string> HopHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Host", "Content-Length", "TE", "Trailer", "Proxy-Connection", "Content-Type",
    };

    /// <exception cref="ApiException">400, 404, 502 or 503.</exception>
    public async Task<EndpointResponse> ForwardAsync(ResourceRequest request, CancellationToken ct)
    {
        var (name, port) = SplitName(request.Name!);
        var target = request.Kind == ResourceKinds.Services ? ServiceTarget(request, name, port) : PodTarget(request, name, port);
        var backend = backends.Find(target.NodeName) ?? throw ApiException.Unavailable($"no backend runs the pods of node \"{target.NodeName}\"");
        using var message = await MessageAsync(request, target, ct);
        try
        {
            return await AnswerAsync(await backend.SendAsync(target, message, ct), ct);
        }
        catch (HttpRequestException e)
        {
            throw ApiException.Unavailable($"error trying to reach service: {e.Message}");
        }
    }

    /// <summary>Reads <c>[scheme:]name[:port]</c>.</summary>
    private static (string Name, string Port) SplitName(string text) => text.Split(':') switch
    {
        [var name] => (name, ""),
        [var name, var port] => (name, port),
        ["http" or "", var name, var port] => (name, port),
        _ => throw ApiException.BadRequest($"invalid request \"{text}\""),
    };

    private PodTarget PodTarget(ResourceRequest request, string name, string port)
    {
        var pod = store.Find(ResourceKinds.Pods, new(request.Namespace!, name)) ?? throw ApiException.NotFound(ResourceKinds.Pods, name);
        var json = pod.ToJson();
        var number = int.TryParse(port, out var asked) ? asked : (int?)NamedPort(json, port) ?? throw ApiException.BadRequest($"pod \"{name}\" has no port \"{port}\"");
        return Target(pod, number) ?? throw ApiException.BadRequest($"address not allowed: pod \"{name}\" has no address yet");
    }

    private static long? NamedPort(JsonObject pod, string name) =>
        pod.Objects("spec", "containers").SelectMany(container => container.Objects("ports"))
            .FirstOrDefault(port => name.Length == 0 || port.Text("name") == name).Number("containerPort") ?? (name.Length == 0 ? 80 : null);

    /// <summary>
    /// One of the ready addresses behind the port of a Service, by chance; as in the real server, one that its pod has left is passed over.
    /// </summary>
    private PodTarget ServiceTarget(ResourceRequest request, string name, string port)
    {
        var key = new ObjectName(request.Namespace!, name);
        var service = store.Find(ResourceKinds.Services, key)?.ToJson() ?? throw ApiException.NotFound(ResourceKinds.Services, name);
        // A number is looked up in the Service, anything else is the name of a port of its endpoints: none is that of a port without a name.
        var isNumber = long.TryParse(port, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number);
        var served = !isNumber ? port : service.Objects("spec", "ports").FirstOrDefault(p => p.Number("port") == number) is { } found ? found.Text("name") ?? ""
            : throw ApiException.Unavailable($"no service port {number} found for service \"{name}\"");
        var endpoints = store.Find(ResourceKinds.Endpoints, key)?.ToJson();
        var candidates = endpoints.Objects("subsets").SelectMany(subset => Candidates(subset, served)).ToArray();
        Random.Shared.Shuffle(candidates);
        return candidates
            .Select(each => store.Find(ResourceKinds.Pods, new(request.Namespace!, each.Pod)) is { } pod && Target(pod, each.Port) is { } target && target.Ip == each.Ip ? target : null)
            .FirstOrDefault(target => target is not null) ?? throw ApiException.Unavailable($"no endpoints available for service \"{request.Name}\"");
    }

    private static IEnumerable<(string Pod, string? Ip, int Port)> Candidates(JsonObject subset, string portName)
    {
        if (subset.Objects("ports").FirstOrDefault(p => (p.Text("name") ?? "") == portName).Number("port") is not { } number) return [];
        return subset.Objects("addresses").Where(address => address.Text("targetRef", "name") is not null)
            .Select(address => (address.Text("targetRef", "name")!, address.Text("ip"), (int)number));
    }

    private static PodTarget? Target(StoredObject pod, int port) => pod.Field("status.podIP") is { Length: > 0 } ip
        ? new(pod.Name.Namespace, pod.Name.Name, pod.Uid, pod.Field("spec.nodeName"), ip, port)
        : null;

    private static async Task<HttpRequestMessage> MessageAsync(ResourceRequest request, PodTarget target, CancellationToken ct)
    {
        var http = request.Http;
        var query = http.RawQuery.Length > 0 ? "?" + http.RawQuery : "";
        var message = new HttpRequestMessage(new HttpMethod(http.Method), $"http://{target.Ip}:{target.Port}/{request.Rest}{query}");
        var body = await http.ReadBodyAsync(int.MaxValue, ct);
        if (body.Length > 0)
        {
            message.Content = new ByteArrayContent(body);
            if (http.Header("Content-Type") is { } type) message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in http.Headers)
        {
            if (!HopHeaders.Contains(name)) message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static async Task<EndpointResponse> AnswerAsync(HttpResponseMessage message, CancellationToken ct)
    {
        using (message)
        {
            var answer = new EndpointResponse
            {
                Status = (int)message.StatusCode,
                ContentType = message.Content.Headers.ContentType?.ToString(),
                Body = await message.Content.ReadAsByteArrayAsync(ct),
            };
            foreach (var (name, values) in message.Headers.Where(header => !HopHeaders.Contains(header.Key)))
                answer.Headers.AddRange(values.Select(value => KeyValuePair.Create(name, value)));
            return answer;
        }
    }
}
