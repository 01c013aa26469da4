using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Logs of one container of a pod, taken from whatever runs it.</summary>
internal sealed class LogSubresource(ClusterStore store, PodBackends backends, TimeProvider time)
{
    /// <exception cref="ApiException">400 or 404.</exception>
    public EndpointResponse Open(ResourceRequest request)
    {
        var pod = store.Find(request.Kind, request.Object)?.ToJson() ?? throw ApiException.NotFound(request.Kind, request.Name!);
        var query = Query(request, pod);
        var node = query.NodeName;
        if (node.Length == 0) throw ApiException.BadRequest($"pod {request.Name} does not have a host assigned");
        CheckStarted(pod, query);
        var backend = backends.Find(node) ?? throw ApiException.Internal($"no backend runs the pods of node \"{node}\"");
        var stamped = ResourceRequest.IsOn(request.Http.Query("timestamps"));
        var limit = Number(request.Http, "limitBytes");
        return new EndpointResponse
        {
            Status = 200,
            ContentType = "text/plain",
            WriteBody = (stream, cancel) => WriteAsync(stream, backend.ReadLog(query, cancel), query.Follow, stamped, limit, cancel),
        };
    }

    private PodLogQuery Query(ResourceRequest request, JsonObject pod)
    {
        var seconds = Number(request.Http, "sinceSeconds");
        var since = DateTimeOffset.TryParse(request.Http.Query("sinceTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : (DateTimeOffset?)null;
        return new PodLogQuery
        {
            Namespace = request.Namespace!,
            Pod = request.Name!,
            Uid = pod.Text("metadata", "uid")!,
            NodeName = pod.Text("spec", "nodeName") ?? "",
            Container = Container(pod, request.Http.Query("container")),
            Previous = ResourceRequest.IsOn(request.Http.Query("previous")),
            Follow = ResourceRequest.IsOn(request.Http.Query("follow")),
            TailLines = (int?)Number(request.Http, "tailLines"),
            Since = seconds is { } ago ? time.GetUtcNow().AddSeconds(-ago) : since,
        };
    }

    private static string Container(JsonObject pod, string? asked)
    {
        var name = pod.Text("metadata", "name");
        var containers = pod.Objects("spec", "containers").Select(container => container.Text("name")!).ToArray();
        var initial = pod.Objects("spec", "initContainers").Select(container => container.Text("name")!).ToArray();
        if (asked is not { Length: > 0 })
        {
            if (containers.Length == 1) return containers[0];
            var also = initial.Length > 0 ? $" or one of the init containers: [{string.Join(' ', initial)}]" : "";
            throw ApiException.BadRequest($"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', containers)}]{also}");
        }

        return containers.Contains(asked) || initial.Contains(asked) ? asked : throw ApiException.BadRequest($"container {asked} is not valid for pod {name}");
    }

    private static void CheckStarted(JsonObject pod, PodLogQuery query)
    {
        var status = pod.Objects("status", "containerStatuses").Concat(pod.Objects("status", "initContainerStatuses")).FirstOrDefault(s => s.Text("name") == query.Container);
        var label = $"container \"{query.Container}\" in pod \"{query.Pod}\"";
        if (query.Previous)
        {
            if (status.Object("lastState", "terminated") is null)
                throw ApiException.BadRequest($"previous terminated {label} not found");
            return;
        }

        if (status is null) throw ApiException.BadRequest($"{label} is not available");
        if (status.Object("state", "waiting") is { } waiting && status.Object("lastState", "terminated") is null)
        {
            var reason = waiting.Text("reason");
            var how = reason is "ErrImagePull" or "ImagePullBackOff" ? "trying and failing to pull image" : reason;
            throw ApiException.BadRequest($"{label} is waiting to start: {how}");
        }
    }

    private static async Task WriteAsync(Stream stream, IAsyncEnumerable<LogLine>? lines, bool follow, bool stamped, long? limit, CancellationToken ct)
    {
        if (lines is null) return;
        var left = limit ?? long.MaxValue;
        await foreach (var line in lines.WithCancellation(ct))
        {
            var text = stamped ? $"{line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture)} {line.Text}\n" : line.Text + "\n";
            var bytes = Encoding.UTF8.GetBytes(text);
            var length = (int)Math.Min(bytes.Length, left);
            await stream.WriteAsync(bytes.AsMemory(0, length), ct);
            if (follow) await stream.FlushAsync(ct);
            left -= length;
            if (left <= 0) break;
        }

        await stream.FlushAsync(ct);
    }

    private static long? Number(EndpointRequest request, string name)
    {
        if (request.Query(name) is not { Length: > 0 } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ApiException.BadRequest($"PodLogOptions \"\" is invalid: {name}: Invalid value: \"{text}\": must be greater than or equal to 0");
    }
}
