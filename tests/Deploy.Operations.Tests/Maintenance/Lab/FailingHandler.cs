using System.Net;

namespace Deploy.Operations.Tests.Maintenance.Lab;

/// <summary>Answers requests with a fault instead of passing them on, while it is on and the request is one of those meant.</summary>
internal sealed class FailingHandler(HttpMessageHandler inner, FaultSwitch fault) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        fault.Answer(request) ?? await base.SendAsync(request, cancellationToken);
}

/// <summary>A fault of a server, named as it shows: a status, with the blob service's or the API server's own words, or no answer at all.</summary>
internal sealed class FaultSwitch(string name, Func<HttpRequestMessage, bool>? which = null)
{
    public bool IsOn { get; set; } = true;

    public int Count { get; private set; }

    public HttpResponseMessage? Answer(HttpRequestMessage request)
    {
        if (!IsOn || which?.Invoke(request) == false)
            return null;
        Count++;
        return name switch
        {
            "timeout" => throw new TaskCanceledException("The request was canceled due to the configured timeout.", new TimeoutException()),
            "connection lost" => throw new HttpRequestException(HttpRequestError.ConnectionError, "connection reset by peer"),
            "store 404" => Store(HttpStatusCode.NotFound, "ContainerNotFound"),
            "store 403" => Store(HttpStatusCode.Forbidden, "AuthenticationFailed"),
            "store 409" => Store(HttpStatusCode.Conflict, "ContainerBeingDeleted"),
            "store 412" => Store(HttpStatusCode.PreconditionFailed, "ConditionNotMet"),
            "lease lost" => Store(HttpStatusCode.PreconditionFailed, "LeaseLost"),
            "store 500" => Store(HttpStatusCode.InternalServerError, "InternalError"),
            "store 503" => Store(HttpStatusCode.ServiceUnavailable, "ServerBusy"),
            _ => Api(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)),
        };
    }

    private static HttpResponseMessage Store(HttpStatusCode status, string code)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message></Error>", null, "application/xml") };
        answer.Headers.Add("x-ms-error-code", code);
        return answer;
    }

    private static HttpResponseMessage Api(int status) => new((HttpStatusCode)status)
    {
        Content = new StringContent($$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","reason":"{{Reason(status)}}","code":{{status}}}""", null, "application/json"),
    };

    private static string Reason(int status) => status switch
    {
        401 => "Unauthorized",
        403 => "Forbidden",
        409 => "Conflict",
        429 => "TooManyRequests",
        504 => "Timeout",
        _ => "InternalError",
    };
}
