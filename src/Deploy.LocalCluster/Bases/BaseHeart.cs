using System.Text;
using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Bases;

/// <summary>Tells the controllers that a simulated base is there.</summary>
internal sealed class BaseHeart(SimulatedBaseOptions options, int port, HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Beats until cancelled, except while cut off.</summary>
    public async Task BeatAsync(Func<bool> isCutOff, CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(options.HeartbeatInterval, time);
        try
        {
            do
            {
                if (!isCutOff())
                    await TellAsync("ACTIVATED", cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Tells all controllers the base's state.</summary>
    public Task TellAsync(string state, CancellationToken cancellationToken) =>
        Task.WhenAll(options.Controllers.Select(controller => TellAsync(controller, state, cancellationToken)));

    private async Task TellAsync(Uri controller, string state, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var content = new StringContent(Beat(state).ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(controller, content, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A base goes on without its controller; the next beat tries again.
            return;
        }
    }

    private JsonObject Beat(string state) => new()
    {
        ["baseMetadata"] = new JsonObject { ["identity"] = options.Identity, ["name"] = options.Name, ["version"] = options.Version, ["clusterName"] = options.ClusterName, ["stack"] = options.Stack },
        ["localIP"] = "127.0.0.1",
        ["localHostName"] = options.Identity,
        ["port"] = port,
        ["state"] = state,
    };
}
