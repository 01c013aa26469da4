using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.Console.Tests.Processes;

/// <summary>The module controller as a service of its own: probes, metrics, log, and an end in order.</summary>
public sealed class ModuleControllerTests(RunningDeploy running) : IClassFixture<RunningDeploy>
{
    private const string Beat = """{"baseMetadata":{"identity":"own-1","name":"own","version":"1.0.0"},"localIP":"127.0.0.1","port":9,"state":"ACTIVATED"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_answers_probes_takes_heartbeats_logs_json_and_lets_its_bases_go_when_it_is_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to stop one process with.");
        using var service = running.Program.Start("Start-ModuleController", "-Listen", "127.0.0.1:0", "-Environment", "own");
        var lines = new List<JsonElement> { await LineAsync(service) };
        Assert.Equal("Information", lines[0].GetProperty("level").GetString());
        Assert.True(lines[0].GetProperty("time").TryGetDateTimeOffset(out _));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{lines[0].GetProperty("Endpoint").GetString()}") };

        await Eventually.UntilAsync(async () => await StatusAsync(http, "/healthz") == HttpStatusCode.OK, "a healthy controller");
        using (var beat = await http.PostAsync("/heartbeat", new StringContent(Beat, Encoding.UTF8, "application/json"), Token))
            Assert.Equal(HttpStatusCode.OK, beat.StatusCode);
        using (var odd = await http.PostAsync("/heartbeat", new StringContent("{}"), Token))
            Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "/other"));
        await Eventually.UntilAsync(async () => (await http.GetStringAsync("/metrics", Token)).Contains("deploy_bases{liveness=\"reachable\"} 1", StringComparison.Ordinal), "a known base");
        Assert.Contains("deploy_heartbeats_total 1", await http.GetStringAsync("/metrics", Token), StringComparison.Ordinal);
        using var client = new KubernetesClient(KubeConfig.Load([Path.Combine(running.Program.Home, "local", "kubeconfig")]).Connect(null));
        await Eventually.UntilAsync(async () => await HolderAsync(client) is { Length: > 0 }, "a held base");

        using var stop = Process.Start("kill", ["-TERM", service.Id.ToString(CultureInfo.InvariantCulture)]);
        var rest = await service.StandardOutput.ReadToEndAsync(Token);
        await service.WaitForExitAsync(Token);
        lines.AddRange(rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement));
        Assert.Contains(lines, line => line.GetProperty("level").GetString() == "Warning" && line.GetProperty("message").GetString()!.Contains("heartbeat was refused", StringComparison.Ordinal));
        Assert.Contains("is stopped", lines[^1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(string.IsNullOrEmpty(await HolderAsync(client)), "the lease must be free for the next controller");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var result = await running.Program.RunAsync("Start-ModuleController", "-Listen", $"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Error ModuleController.InvalidParameter: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("Suggestion: ", result.Error, StringComparison.Ordinal);
    }

    private static async Task<string?> HolderAsync(KubernetesClient client) =>
        (await client.FindAsync(Resources.Leases, "kube-node-lease", "vnode.own-1.own", Token))?.Spec.HolderIdentity;

    private static async Task<JsonElement> LineAsync(Process service) =>
        JsonDocument.Parse((await service.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token))!).RootElement;

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, Token);
        return answer.StatusCode;
    }
}
