using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Deploy.Kubernetes.Transport;

/// <summary>
/// The Kubernetes project's client with the way to the server from our connection: its TLS, proxy and credential, retries that ask the
/// server when, failures that say what the server said and hold no secret, and limits of time on a clock of ours. What differs from
/// the package's own was measured to be wrong there; see docs/decisions.md.
/// </summary>
internal sealed class ApiClient : k8s.Kubernetes
{
    private static readonly HttpRequestOptionsKey<Answer> AnswerKey = new("answer");

    private readonly ClusterConnection _connection;
    private readonly KubernetesClientOptions _options;
    private readonly Lock _gate = new();
    private readonly List<HttpClient> _renewed = [];
    private X509Certificate2? _certificate;

    internal ApiClient(ClusterConnection connection, KubernetesClientOptions options)
        : base(Configuration(connection))
    {
        (_connection, _options) = (connection, options);
        // Its limit would be one more, on the system's clock: ours differ between requests and hold for each try.
        HttpClientTimeout = Timeout.InfiniteTimeSpan;
        if (connection.Handler is not { } handler)
            return;
        HttpClient.Dispose();
        HttpClient = Over(handler, isOurs: false);
    }

    /// <summary>How an answer is awaited.</summary>
    internal enum Answer
    {
        /// <summary>Whole, within the limit of one request.</summary>
        Whole,

        /// <summary>Its head within the limit; who asked reads the body as it comes, with a limit of their own.</summary>
        Streamed,

        /// <summary>A watch or a followed log: it lasts, so no limit applies.</summary>
        Lasting,
    }

    /// <summary>Asks for what the package reads otherwise than we do, or not at all. The caller disposes the answer.</summary>
    internal Task<HttpResponseMessage> OpenAsync(string path, Answer answer, string accept, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(BaseUri, path.TrimStart('/')));
        request.Options.Set(AnswerKey, answer);
        request.Headers.Accept.ParseAdd(accept);
        return SendRequestRaw("", request, ct);
    }

    /// <summary>Sends what the package has no operation for: subresources of any kind.</summary>
    internal async Task<T> SendAsync<T>(HttpMethod method, string path, object body, JsonTypeInfo<T> json, CancellationToken ct)
    {
        using var response = await SendRequest(path.TrimStart('/'), method, null!, body, ct);
        return await DecodeAsync(response, json, ct);
    }

    /// <summary>The answer of one of the package's operations on objects of any kind.</summary>
    internal async Task<T> ReadAsync<T>(Task<HttpOperationResponse<HttpContent>> operation, JsonTypeInfo<T> json, CancellationToken ct)
    {
        using var result = await operation;
        return await DecodeAsync(result.Response, json, ct);
    }

    /// <exception cref="KubernetesException">The body is not what was asked for.</exception>
    internal async Task<T> DecodeAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> json, CancellationToken ct)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            return await JsonSerializer.DeserializeAsync(stream, json, ct) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException failure)
        {
            throw TransportFailure.From(failure, _connection);
        }
    }

    /// <summary>What came is here whole; who asked for <see cref="HttpContent"/> decodes it as the kind has it, anything else is a model of the package's.</summary>
    protected override async Task<HttpOperationResponse<T>> CreateResultAsync<T>(HttpRequestMessage httpRequest, HttpResponseMessage httpResponse, bool? watch, CancellationToken cancellationToken)
    {
        var result = new HttpOperationResponse<T> { Request = httpRequest, Response = httpResponse };
        try
        {
            result.Body = typeof(T) == typeof(HttpContent)
                ? (T)(object)httpResponse.Content
                : await DecodeAsync(httpResponse, (JsonTypeInfo<T>)RequestJson.Default.Options.GetTypeInfo(typeof(T)), cancellationToken);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendRequestRaw(string requestContent, HttpRequestMessage httpRequest, CancellationToken cancellationToken)
    {
        using (httpRequest)
        {
            var path = PathOf(httpRequest);
            return await Retries.RunAsync(httpRequest.Method, path, _options, ct => TryAsync(httpRequest, path, requestContent, ct), cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        lock (_gate)
            _renewed.ForEach(client => client.Dispose());
    }

    private static KubernetesClientConfiguration Configuration(ClusterConnection connection)
    {
        var configuration = new KubernetesClientConfiguration
        {
            Host = connection.Server.AbsoluteUri,
            DisableHttp2 = true,
            UserAgent = null,
            FirstMessageHandlerSetup = connection.Handler is null ? handler => NetworkHandler.SetUp(handler, connection, null) : null,
        };
        // Its own options know every kind by a method that takes longer to be compiled than the request to be answered.
        configuration.AddJsonOptions(json =>
        {
            json.Converters.Clear();
            json.TypeInfoResolver = RequestJson.Default;
            json.MaxDepth = RequestJson.MaxDepth;
        });
        return configuration;
    }

    private static HttpClient Over(HttpMessageHandler handler, bool isOurs) => new(handler, disposeHandler: isOurs) { Timeout = Timeout.InfiniteTimeSpan };

    // One try, within its limit of time.
    private async Task<HttpResponseMessage> TryAsync(HttpRequestMessage request, string path, string content, CancellationToken ct)
    {
        var answer = request.Options.TryGetValue(AnswerKey, out var asked) ? asked : Answer.Whole;
        var started = _options.TimeProvider.GetTimestamp();
        using var limit = new CancellationTokenSource(answer == Answer.Lasting ? Timeout.InfiniteTimeSpan : _options.RequestTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var response = await ProveAndSendAsync(request, path, content, either.Token);
            return answer == Answer.Whole ? await ReceiveAsync(response, either.Token) : response;
        }
        catch (Exception failure) when (TransportFailure.IsOne(failure) || failure is OperationCanceledException)
        {
            // A read that was cancelled may surface as a broken connection.
            ct.ThrowIfCancellationRequested();
            var told = TransportFailure.From(failure, _connection);
            RequestLog.Failed(_options.Logger, request.Method, path, _options.TimeProvider.GetElapsedTime(started).TotalMilliseconds, told.Reason);
            throw told;
        }
    }

    private async Task<HttpResponseMessage> ProveAndSendAsync(HttpRequestMessage request, string path, string content, CancellationToken ct)
    {
        for (var isRenewed = false; ; isRenewed = true)
        {
            var proof = _connection.Credential is { } credential ? await credential.GetProofAsync(ct) : null;
            var started = _options.TimeProvider.GetTimestamp();
            using var message = Copy(request, content, proof);
            var response = await ClientFor(proof?.Certificate).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
            RequestLog.Answered(_options.Logger, request.Method, path, (int)response.StatusCode, _options.TimeProvider.GetElapsedTime(started).TotalMilliseconds);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                if (isRenewed || proof is null || response.StatusCode != HttpStatusCode.Unauthorized || !await _connection.Credential!.RefreshAsync(proof, ct))
                    throw await ServerFailure.FromResponseAsync(response, _options.TimeProvider, ct);
            }
            RequestLog.Renewed(_options.Logger, request.Method, path);
        }
    }

    // A message can be sent once only.
    private HttpRequestMessage Copy(HttpRequestMessage request, string content, Proof? proof)
    {
        var message = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (var (name, values) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, values);
        if (request.Headers.Accept.Count == 0)
            message.Headers.Accept.ParseAdd("application/json");
        if (request.Content is { } body)
        {
            message.Content = new StringContent(content, Encoding.UTF8);
            message.Content.Headers.ContentType = body.Headers.ContentType;
        }
        message.Headers.UserAgent.ParseAdd(_options.Name);
        message.Headers.Authorization = proof?.Header;
        // The handler takes the name that it expects in the certificate from here.
        message.Headers.Host = _connection.Tls.ServerName;
        if (_connection.Impersonation is { } other)
            Impersonate(message.Headers, other);
        return message;
    }

    private static void Impersonate(HttpRequestHeaders headers, Impersonation other)
    {
        headers.TryAddWithoutValidation("Impersonate-User", other.User);
        if (other.Group is { } group)
            headers.TryAddWithoutValidation("Impersonate-Group", group);
        if (other.Uid is { } uid)
            headers.TryAddWithoutValidation("Impersonate-Uid", uid);
        foreach (var (key, value) in other.Extra)
            headers.TryAddWithoutValidation($"Impersonate-Extra-{HeaderKey(key)}", value);
    }

    // A key may hold what a header's name may not: such bytes are written as client-go writes them, %2f for a slash.
    private static string HeaderKey(string key) => string.Concat(Encoding.UTF8.GetBytes(key).Select(letter =>
        char.IsAsciiLetterOrDigit((char)letter) || "!#$&'*+-.^_`|~".Contains((char)letter, StringComparison.Ordinal) ? $"{(char)letter}" : $"%{letter:x2}"));

    private static async Task<HttpResponseMessage> ReceiveAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(ct);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // Connections stand for the certificate that they were made with: another one needs its own.
    private HttpClient ClientFor(X509Certificate2? certificate)
    {
        ObjectDisposedException.ThrowIf(HttpClient is null, this);
        if (certificate is null || _connection.Handler is not null)
            return HttpClient;
        lock (_gate)
        {
            if (ReferenceEquals(_certificate, certificate))
                return _renewed[^1];
            var handler = new SocketsHttpHandler();
            NetworkHandler.SetUp(handler, _connection, certificate);
            _renewed.Add(Over(handler, isOurs: true));
            _certificate = certificate;
            return _renewed[^1];
        }
    }

    // Without the path of the server's address, which may be secret, and without the query.
    private string PathOf(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        var start = BaseUri.AbsolutePath.Length - 1;
        return path.Length > start ? path[start..] : path;
    }
}

/// <summary>How bodies of requests are written, and the answers read that are models of the package's.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(V1Patch))]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(V1Eviction))]
[JsonSerializable(typeof(V1Scale))]
[JsonSerializable(typeof(V1SelfSubjectAccessReview))]
internal sealed partial class RequestJson : JsonSerializerContext
{
    /// <summary>Schemas of custom kinds are nested deeper than the 64 that the serializer allows by itself.</summary>
    internal const int MaxDepth = 1000;
}
