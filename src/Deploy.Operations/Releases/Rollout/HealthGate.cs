using System.Globalization;
using Deploy.Kubernetes;
using Deploy.Operations.Health;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Asks the health URL, the bases and the callback whether a batch may count.</summary>
internal sealed class HealthGate(GateOptions options, KubernetesClient client, ReleaseEnvironment environment, TimeProvider time)
{
    private const int Tries = 3;
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    internal bool Exists(ReleaseRecord release) => release.HealthUrl is not null || release.BaseHealth || options.Callback is not null;

    internal async Task<GateResult> AskAsync(ReleaseRecord release, GateContext context, CancellationToken cancellationToken)
    {
        if (release.HealthUrl is { } url && await AskUrlAsync(url, release.ToVersion, cancellationToken) is { Passed: false } refused)
            return refused;
        if (release.BaseHealth && await AskBasesAsync(release, context, cancellationToken) is { Passed: false } down)
            return down;
        return options.Callback is null ? GateResult.Pass : await AskCallbackAsync(options.Callback, context, cancellationToken);
    }

    private async Task<GateResult> AskUrlAsync(Uri url, string version, CancellationToken cancellationToken)
    {
        var address = new Uri(Uri.UnescapeDataString(url.OriginalString).Replace("{version}", Uri.EscapeDataString(version), StringComparison.Ordinal));
        using var http = environment.GateHandler is { } handler ? new HttpClient(handler(), disposeHandler: false) : new HttpClient();
        http.Timeout = s_patience;
        return await RepeatAsync(() => OnceAsync(http, address, cancellationToken), cancellationToken);
    }

    private async Task<GateResult> AskBasesAsync(ReleaseRecord release, GateContext context, CancellationToken cancellationToken)
    {
        using var http = environment.GateHandler is { } handler ? new HttpMessageInvoker(handler(), disposeHandler: false) : new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        var gate = new BaseGate(new ModuleBases(client, time, environment.Bases?.Invoke()), new HealthClient(http, time), release.BaseHealthPort);
        return await RepeatAsync(() => gate.AskAsync(context.Nodes, cancellationToken), cancellationToken);
    }

    // A health that is not yet what it will be in a moment gets another chance or two.
    private async Task<GateResult> RepeatAsync(Func<Task<GateResult>> ask, CancellationToken cancellationToken)
    {
        var result = await ask();
        for (var attempt = 2; attempt <= Tries && !result.Passed; attempt++)
        {
            await Task.Delay(s_between, time, cancellationToken);
            result = await ask();
        }
        return result;
    }

    private static async Task<GateResult> OnceAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        var shown = Redaction.Url(address.ToString());
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode ? GateResult.Pass
                : GateResult.Fail(string.Create(CultureInfo.InvariantCulture, $"{shown} answers {(int)answer.StatusCode}"));
        }
        catch (HttpRequestException failure)
        {
            return GateResult.Fail($"{shown} cannot be reached ({failure.HttpRequestError})");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return GateResult.Fail($"{shown} did not answer within {s_patience.TotalSeconds} s");
        }
    }

    private static async Task<GateResult> AskCallbackAsync(Func<GateContext, CancellationToken, Task<GateResult>> callback, GateContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await callback(context, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever the operator's own check throws means that it did not pass.
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return GateResult.Fail(Redaction.Text(failure.Message));
        }
    }
}
