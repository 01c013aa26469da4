using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Api;

/// <summary>Speaks plain HTTP and JSON to an API server, so that a case sees exactly what the server said.</summary>
public sealed class ClusterApi(HttpClient http)
{
    public const string Json = "application/json";
    public const string Merge = "application/merge-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>Sends one request; the answer may be a refusal.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, JsonNode? body = null, string contentType = Json, string accept = Json)
    {
        using var request = new HttpRequestMessage(method, path.TrimStart('/'));
        request.Headers.Accept.ParseAdd(accept);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType));
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new ApiAnswer(answer.StatusCode, Parse(text));
    }

    /// <summary>The version of the policy group that this server prefers: it changed between the servers in use.</summary>
    public async Task<string> GetPolicyVersionAsync() => (await GetAsync("/apis/policy")).Text("preferredVersion.groupVersion")!;

    public async Task<JsonObject> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Succeed();

    /// <summary>Asks again and again until the object is as wanted; fails with the last one seen.</summary>
    public async Task<JsonObject> UntilAsync(string path, Func<JsonObject, bool> wanted, TimeSpan? limit = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(30));
        while (true)
        {
            var answer = await SendAsync(HttpMethod.Get, path);
            if (answer.Code == HttpStatusCode.OK && wanted(answer.Body))
                return answer.Body;
            Assert.False(deadline.IsCancellationRequested, $"never as wanted: {path} {answer.Body.ToJsonString()}");
            await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System);
        }
    }

    /// <summary>Asks until the object is gone.</summary>
    public async Task UntilGoneAsync(string path, TimeSpan? limit = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(30));
        while (await SendAsync(HttpMethod.Get, path) is var answer && answer.Code != HttpStatusCode.NotFound)
        {
            Assert.False(deadline.IsCancellationRequested, $"never gone: {path} {answer.Body.ToJsonString()}");
            await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System);
        }
    }

    /// <summary>The events of a watch as they come, until the server ends it or the caller leaves.</summary>
    public async IAsyncEnumerable<JsonObject> WatchAsync(string path, [EnumeratorCancellation] CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.TrimStart('/'));
        request.Headers.Accept.ParseAdd(Json);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(ct) is { } line)
            yield return Parse(line);
    }

    private static JsonObject Parse(string text) => text.StartsWith('{')
        ? (JsonObject)JsonNode.Parse(text)!
        : new JsonObject { ["text"] = text };
}
