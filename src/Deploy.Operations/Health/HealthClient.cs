using System.Net;
using System.Text.Json;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Health;

/// <summary>Asks bases and modules for their health over HTTP. A base that is DOWN says so with status 503: that is an answer.</summary>
/// <param name="http">Sends the requests.</param>
/// <param name="time">The clock of the limit.</param>
/// <param name="limit">How long an answer may take; default 5 s.</param>
public sealed class HealthClient(HttpMessageInvoker http, TimeProvider time, TimeSpan? limit = null)
{
    private const int LongestAnswer = 4 * 1024 * 1024;

    /// <summary>The health of a base.</summary>
    /// <exception cref="DeployException">Arklet.NetworkError or Arklet.ArkletServiceNotFound: it cannot be reached, or what answers is no actuator.</exception>
    public async Task<HealthVerdict> ReadHealthAsync(Uri address, bool? requireModules = null, CancellationToken cancellationToken = default)
    {
        using var answer = await GetAsync(new Uri(address, "/actuator/health"), cancellationToken);
        return ActuatorReader.ReadHealth(answer.RootElement, requireModules);
    }

    /// <summary>The health of one module on a base.</summary>
    /// <exception cref="DeployException">As for a base.</exception>
    public async Task<HealthVerdict> ReadModuleHealthAsync(Uri address, string webContextPath, CancellationToken cancellationToken = default)
    {
        var path = webContextPath.Trim('/');
        using var answer = await GetAsync(new Uri(address, $"/{path}{(path.Length > 0 ? "/" : "")}actuator/health"), cancellationToken);
        return ActuatorReader.ReadHealth(answer.RootElement);
    }

    /// <summary>The modules and plugins of a base.</summary>
    /// <exception cref="DeployException">As for a base's health.</exception>
    public async Task<BaseInfo> ReadInfoAsync(Uri address, CancellationToken cancellationToken = default)
    {
        using var answer = await GetAsync(new Uri(address, "/actuator/info"), cancellationToken);
        return ActuatorReader.ReadInfo(answer.RootElement);
    }

    private async Task<JsonDocument> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(5), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await http.SendAsync(request, either.Token);
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable))
                throw Foreign(address, $"HTTP {(int)answer.StatusCode}");
            await answer.Content.LoadIntoBufferAsync(LongestAnswer, either.Token);
            return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (JsonException e)
        {
            throw Foreign(address, $"no JSON ({e.Message})");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DeployException(ArkletCodes.NetworkError, $"{address.Authority} does not answer {address.AbsolutePath}.", address.Authority, inner: e);
        }
    }

    private static DeployException Foreign(Uri address, string what) =>
        new(ArkletCodes.ArkletServiceNotFound, $"What answers at {address.Authority} has no {address.AbsolutePath}: {what}.", address.Authority, "Check the address, and that the base exposes health and info (management.endpoints.web.exposure.include).");
}
