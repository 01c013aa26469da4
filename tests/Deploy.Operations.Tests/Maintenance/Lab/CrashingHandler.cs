namespace Deploy.Operations.Tests.Maintenance.Lab;

/// <summary>
/// Stands for a process that is killed: after a given number of writes, counted over all handlers that share the switch,
/// no request gets through any more, and the answer to the last write is lost as well.
/// </summary>
internal sealed class CrashingHandler(HttpMessageHandler inner, KillSwitch kill) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        kill.Check();
        var response = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            kill.Written($"{request.Method} {request.RequestUri!.AbsolutePath}");
        return response;
    }
}
