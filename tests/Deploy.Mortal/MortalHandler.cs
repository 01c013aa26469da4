namespace Deploy.Mortal;

/// <summary>Counts what is written, whichever server it is written to.</summary>
internal sealed class MortalHandler(HttpMessageHandler inner, LifeSpan life) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            await life.CountAsync($"{request.Method} {request.RequestUri!.AbsolutePath}");
        return answer;
    }
}
