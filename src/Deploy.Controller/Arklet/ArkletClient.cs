using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Deploy.Controller.Arklet;

/// <summary>
/// Speaks to the arklets of bases: POST to <c>/installBiz</c>, <c>/uninstallBiz</c>, <c>/queryAllBiz</c> and <c>/health</c>.
/// Every call ends by an answer, an <see cref="ArkletException"/> or cancellation, never by waiting for ever.
/// </summary>
/// <param name="http">Sends the requests; its own timeout must be infinite.</param>
/// <param name="options">How long commands may take and answers may be.</param>
/// <param name="time">The clock of the timeouts.</param>
public sealed class ArkletClient(HttpMessageInvoker http, ArkletOptions options, TimeProvider time)
{
    /// <summary>Asks a base to install a module. A failure that the base reports is a reply, not an exception.</summary>
    public Task<ArkletReply> InstallAsync(Uri arklet, Biz biz, CancellationToken cancellationToken) =>
        CommandAsync(arklet, "installBiz", biz, options.InstallTimeout, cancellationToken);

    /// <summary>Asks a base to uninstall a module.</summary>
    public Task<ArkletReply> UninstallAsync(Uri arklet, Biz biz, CancellationToken cancellationToken) =>
        CommandAsync(arklet, "uninstallBiz", biz with { Url = null }, options.InstallTimeout, cancellationToken);

    /// <summary>Lists what a base has, its own application included.</summary>
    public async Task<IReadOnlyList<BizInfo>> QueryAllAsync(Uri arklet, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync(arklet, "queryAllBiz", [], options.QueryTimeout, cancellationToken);
        Demand(ArkletReader.ReadReply(answer.RootElement), "queryAllBiz");
        return ArkletReader.ReadAllBiz(answer.RootElement);
    }

    /// <summary>Asks a base how it is.</summary>
    public async Task<BaseHealth> HealthAsync(Uri arklet, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync(arklet, "health", [], options.QueryTimeout, cancellationToken);
        Demand(ArkletReader.ReadReply(answer.RootElement), "health");
        return ArkletReader.ReadHealth(answer.RootElement);
    }

    private async Task<ArkletReply> CommandAsync(Uri arklet, string command, Biz biz, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["bizName"] = biz.Name, ["bizVersion"] = biz.Version };
        if (biz.Url is not null)
            body["bizUrl"] = biz.Url;
        using var answer = await PostAsync(arklet, command, body, timeout, cancellationToken);
        return ArkletReader.ReadReply(answer.RootElement);
    }

    private static void Demand(ArkletReply reply, string command)
    {
        if (reply.Code != "SUCCESS")
            throw new ArkletException("Arklet.UnknownError", $"The base answered {reply.Code} to {command}: {reply.Message}");
    }

    private async Task<JsonDocument> PostAsync(Uri arklet, string command, JsonObject body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await SendAsync(new Uri(arklet, "/" + command), body, linked.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ArkletException(ArkletException.TimedOut, $"The base at {arklet.Authority} did not answer {command} within {timeout.TotalSeconds:0} s.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ArkletException(ArkletException.NetworkError, $"The base at {arklet.Authority} cannot be reached for {command}: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new ArkletException(ArkletException.ServiceNotFound, $"What answers at {arklet.Authority} is not an arklet: its answer to {command} is not JSON.", e);
        }
    }

    private async Task<JsonDocument> SendAsync(Uri address, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new ArkletException(ArkletException.ServiceNotFound, $"What answers at {address.Authority} is not an arklet: HTTP {(int)response.StatusCode} to {address.AbsolutePath}.");
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(new BoundedStream(stream, options.MaxAnswerBytes), cancellationToken: cancellationToken);
    }
}
