namespace Deploy.LocalCluster.Processes;

/// <summary>Asks a cluster's process who it is, and to stop.</summary>
internal static class ControlClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether the cluster of that state answers, and is that very one.</summary>
    public static async Task<bool> AnswersAsync(ClusterState state, TimeProvider time, CancellationToken ct)
    {
        if (state.Control is null) return false;
        return await SendAsync(async client => await client.GetStringAsync(new Uri(state.Control, "instance"), ct) == state.Instance, time, ct);
    }

    /// <summary>Asks it to stop; false when it could not be asked.</summary>
    public static async Task<bool> StopAsync(ClusterState state, TimeProvider time, CancellationToken ct)
    {
        if (state.Control is null) return false;
        return await SendAsync(async client => (await client.PostAsync(new Uri(state.Control, "stop"), content: null, ct)).IsSuccessStatusCode, time, ct);
    }

    private static async Task<bool> SendAsync(Func<HttpClient, Task<bool>> send, TimeProvider time, CancellationToken ct)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            return await send(client).WaitAsync(Patience, time, ct);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
