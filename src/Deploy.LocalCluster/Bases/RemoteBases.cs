using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Deploy.LocalCluster.Processes;

namespace Deploy.LocalCluster.Bases;

/// <summary>The simulated bases of a local cluster that runs in a process of its own.</summary>
public sealed class RemoteBases : IDisposable
{
    private readonly HttpClient _http;

    private RemoteBases(Uri control) => _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = control };

    /// <summary>Opens the line to the cluster of a home (DEPLOY_HOME); null when none runs there.</summary>
    public static async Task<RemoteBases?> OpenAsync(string home, CancellationToken ct = default) =>
        await ClusterState.ReadAsync(new ClusterHome(home), ct) is { IsAlive: true, Control: { } control } ? new RemoteBases(control) : null;

    /// <summary>The bases there are.</summary>
    /// <exception cref="LocalClusterException">The cluster does not answer.</exception>
    public Task<IReadOnlyList<BaseStatus>> ListAsync(CancellationToken ct = default) =>
        SendAsync(HttpMethod.Get, "bases", null, SimulationJson.Default.IReadOnlyListBaseStatus, ct);

    /// <summary>Starts one more base.</summary>
    /// <exception cref="LocalClusterException">Its identity cannot be used, or the cluster does not answer.</exception>
    public Task<BaseStatus> AddAsync(BaseSpec? spec = null, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "bases", JsonContent.Create(spec ?? new BaseSpec(), SimulationJson.Default.BaseSpec), SimulationJson.Default.BaseStatus, ct);

    /// <summary>Makes something happen to a base.</summary>
    /// <exception cref="LocalClusterException">There is no such base, or the cluster does not answer.</exception>
    public Task<BaseStatus> CommandAsync(string identity, BaseCommand command, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, Path(identity), JsonContent.Create(command, SimulationJson.Default.BaseCommand), SimulationJson.Default.BaseStatus, ct);

    /// <summary>Stops a base in order, or as a crash of its machine does.</summary>
    /// <exception cref="LocalClusterException">There is no such base, or the cluster does not answer.</exception>
    public async Task RemoveAsync(string identity, bool kill = false, CancellationToken ct = default)
    {
        using var answer = await SendAsync(HttpMethod.Delete, Path(identity) + (kill ? "?kill=true" : ""), null, ct);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Path(string identity) => "bases/" + Uri.EscapeDataString(identity);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var answer = await SendAsync(method, path, body, ct);
        return await answer.Content.ReadFromJsonAsync(type, ct) ?? throw Silent(null);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        var answer = await AskAsync(request, ct);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw answer.StatusCode == HttpStatusCode.NotFound
                ? new LocalClusterException("ModuleController.BaseInstanceNotFound", "The local cluster has no such base.", "Get-ModuleBase lists the bases.")
                : new LocalClusterException("User.LocalBaseInvalid", await answer.Content.ReadAsStringAsync(ct), "Choose another identity, or leave it out.");
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await _http.SendAsync(request, ct);
        }
        catch (HttpRequestException e)
        {
            throw Silent(e);
        }
    }

    private static LocalClusterException Silent(Exception? cause) => new("User.LocalClusterFailed", "The local cluster does not answer.", "Stop-LocalCluster, then Start-LocalCluster.", cause);
}
