using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Deploy.Controller.Hosting;
using Deploy.Kubernetes;
using Deploy.Testing;
using Deploy.Testing.Bases;
using Deploy.Testing.Servers;

namespace Deploy.Controller.Tests.Hosting;

/// <summary>The controller's own program, as a container or a service manager starts and stops it.</summary>
public sealed class ProgramTests : IAsyncLifetime
{
    private const string Beat = """{"baseMetadata":{"identity":"own-1","name":"own","version":"1.0.0"},"localIP":"127.0.0.1","port":9,"state":"ACTIVATED"}""";

    // What a base's package URL carries; no log may show it.
    private const string Secret = "planted0123456789";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("controller-");
    private LocalClusterFixture? _cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KubernetesClient Client => _cluster!.Client;

    public async ValueTask InitializeAsync() => _cluster = await LocalClusterFixture.StartApiAsync(listen: true);

    public async ValueTask DisposeAsync()
    {
        await _cluster!.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task It_answers_probes_takes_heartbeats_logs_json_and_lets_its_bases_go_when_it_is_told_to_end()
    {
        NoSignalsOnWindows();
        using var program = Start("--kubeconfig", Kubeconfig(_cluster!.Cluster.ListenerUri!), "--listen", "127.0.0.1:0", "--environment=own");
        var lines = new List<JsonElement> { Line(await FirstLineAsync(program)) };
        Assert.Equal("Information", lines[0].GetProperty("level").GetString());
        Assert.True(lines[0].GetProperty("time").TryGetDateTimeOffset(out _));
        Assert.Equal("own", lines[0].GetProperty("Environment").GetString());
        using var http = new HttpClient { BaseAddress = new Uri($"http://{lines[0].GetProperty("Endpoint").GetString()}") };

        await Eventually.UntilAsync(async () => await StatusAsync(http, "/healthz") == HttpStatusCode.OK, "a healthy controller");
        using (var beat = await http.PostAsync("/heartbeat", new StringContent(Beat, Encoding.UTF8, "application/json"), Token))
            Assert.Equal(HttpStatusCode.OK, beat.StatusCode);
        using (var odd = await http.PostAsync("/heartbeat", new StringContent("{}"), Token))
            Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "/other"));
        await Eventually.UntilAsync(async () => (await http.GetStringAsync("/metrics", Token)).Contains("deploy_bases{liveness=\"reachable\"} 1", StringComparison.Ordinal), "a known base");
        await Eventually.UntilAsync(async () => await HolderAsync() is { Length: > 0 }, "a held base");

        lines.AddRange(await StopAsync(program, "-TERM"));
        Assert.Equal(0, program.ExitCode);
        Assert.Contains(lines, line => line.GetProperty("level").GetString() == "Warning" && line.GetProperty("message").GetString()!.Contains("heartbeat was refused", StringComparison.Ordinal));
        Assert.Contains("is stopped", lines[^1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(string.IsNullOrEmpty(await HolderAsync()), "the lease must be free for the next controller");
    }

    [Theory, InlineData("-INT"), InlineData("-TERM")]
    public async Task A_signal_ends_it_also_while_it_still_waits_for_its_cluster(string signal)
    {
        NoSignalsOnWindows();
        Assert.SkipWhen(signal == "-INT" && IsInterruptIgnored(), "Whoever started these tests ignores interrupts (nohup, or a job in the background), and so do the programs that they start.");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var program = Start("--kubeconfig", Kubeconfig(new Uri($"http://{silent.LocalEndpoint}")), "--listen", "127.0.0.1:0");
        await FirstLineAsync(program);
        var clock = Stopwatch.StartNew();
        await StopAsync(program, signal);
        Assert.Equal(0, program.ExitCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"it took {clock.Elapsed}: Kubernetes would have killed it");
    }

    [Fact]
    public async Task A_cluster_that_refuses_its_rights_ends_it_at_once_with_the_reason()
    {
        using var refusing = OpenRefusing(out var address);
        using var program = Start("--kubeconfig", Kubeconfig(address), "--listen", "127.0.0.1:0");
        var (lines, error) = await EndAsync(program);
        Assert.Equal(1, program.ExitCode);
        Assert.Equal("Critical", lines[^1].GetProperty("level").GetString());
        Assert.Contains("this is forbidden", lines[^1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("KubeAPIServer.Forbidden: ", error, StringComparison.Ordinal);
        Assert.Contains("Ask for a role", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var program = Start("--kubeconfig", Kubeconfig(_cluster!.Cluster.ListenerUri!), "--listen", $"{taken.LocalEndpoint}");
        var (_, error) = await EndAsync(program);
        Assert.Equal(1, program.ExitCode);
        Assert.StartsWith($"ModuleController.InvalidParameter: {taken.LocalEndpoint} cannot be listened on", error, StringComparison.Ordinal);
        Assert.Contains("Choose another port", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_cannot_use_is_said_before_it_begins()
    {
        using (var unknown = Start("--listne", "127.0.0.1:1"))
        {
            var (lines, error) = await EndAsync(unknown);
            Assert.Equal((2, 0), (unknown.ExitCode, lines.Count));
            Assert.Contains("'--listne'", error, StringComparison.Ordinal);
        }
        using var missing = Start("--kubeconfig", Path.Combine(_home.FullName, "none"));
        Assert.StartsWith("User.KubeConfigNotFound: ", (await EndAsync(missing)).Error, StringComparison.Ordinal);
        Assert.Equal(2, missing.ExitCode);
    }

    [Fact]
    public async Task Help_names_every_argument_and_variable()
    {
        using var program = Start("--help");
        var text = await program.StandardOutput.ReadToEndAsync(Token);
        await program.WaitForExitAsync(Token);
        Assert.Equal(0, program.ExitCode);
        foreach (var name in new[] { "listen", "environment", "kubeconfig", "context", "log-level" })
        {
            Assert.Contains("--" + name, text, StringComparison.Ordinal);
            Assert.Contains(ControllerSettings.VariableOf(name), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_log_shows_the_signature_of_a_package_or_a_token()
    {
        NoSignalsOnWindows();
        await using var bed = new BaseBed(Client, "own");
        using var program = Start("--kubeconfig", Kubeconfig(_cluster!.Cluster.ListenerUri!, token: Secret), "--listen", "127.0.0.1:0", "--environment", "own", "--log-level", "Trace");
        var endpoint = Line(await FirstLineAsync(program)).GetProperty("Endpoint").GetString();
        // A package that the base cannot have: the failure speaks of its URL.
        bed.AddController(new Uri($"http://{endpoint}/heartbeat"));
        var simulated = bed.StartBase("b1", beat: TimeSpan.FromMilliseconds(200));
        await bed.UntilNodeAsync(simulated, ready: true);
        await bed.PublishAsync("gone", simulated, "gone", "1", $"http://127.0.0.1:1/gone.jar?sig={Secret}");
        await bed.UntilAsync("gone", pod => pod.Status.ContainerStatuses.Any(c => c.State.Waiting?.Reason?.StartsWith("Arklet.", StringComparison.Ordinal) == true), "refused");
        var lines = await StopAsync(program, "-TERM");
        Assert.Contains(lines, line => line.GetProperty("level").GetString() is "Debug" or "Trace");
        Assert.DoesNotContain(lines, line => line.GetRawText().Contains(Secret, StringComparison.Ordinal));
    }

    // A program inherits which signals are ignored, and leaves it at that; Linux tells which they are, bit by bit.
    private static bool IsInterruptIgnored() =>
        OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var ignored
        && (ulong.Parse(ignored.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0b10) != 0;

    private static void NoSignalsOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to stop one process with.");

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Deploy.Controller.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = _home.FullName,
        };
        foreach (var name in start.Environment.Keys.Where(name => name == "KUBECONFIG" || name.StartsWith("DEPLOY_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = _home.FullName;
        return Process.Start(start)!;
    }

    private string Kubeconfig(Uri server, string? token = null)
    {
        var path = Path.Combine(_home.FullName, "kubeconfig");
        File.WriteAllText(path, $$$"""
            apiVersion: v1
            kind: Config
            current-context: local
            clusters: [{name: local, cluster: {server: "{{{server}}}"}}]
            users: [{name: me, user: {token: "{{{token ?? "none"}}}"}}]
            contexts: [{name: local, context: {cluster: local, user: me}}]
            """);
        return path;
    }

    // An API server that knows the caller and lets it do nothing.
    private static HttpListener OpenRefusing(out Uri address)
    {
        address = new Uri($"http://127.0.0.1:{FreePort.Take(1)[0].ToString(CultureInfo.InvariantCulture)}/");
        var server = new HttpListener();
        server.Prefixes.Add(address.AbsoluteUri);
        server.Start();
        _ = Task.Run(async () =>
        {
            while (server.IsListening)
            {
                var call = await server.GetContextAsync();
                call.Response.StatusCode = 403;
                call.Response.ContentType = "application/json";
                call.Response.Close("""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":"this is forbidden","code":403}"""u8.ToArray(), willBlock: false);
            }
        }, Token);
        return server;
    }

    private async Task<string?> HolderAsync() => (await Client.FindAsync(Resources.Leases, "kube-node-lease", "vnode.own-1.own", Token))?.Spec.HolderIdentity;

    private static JsonElement Line(string text) => JsonDocument.Parse(text).RootElement;

    private static async Task<string> FirstLineAsync(Process program)
    {
        var line = await program.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token);
        return line ?? throw new InvalidOperationException($"it ended: {await program.StandardError.ReadToEndAsync(Token)}");
    }

    private static async Task<List<JsonElement>> StopAsync(Process program, string signal)
    {
        using var kill = Process.Start("kill", [signal, program.Id.ToString(CultureInfo.InvariantCulture)]);
        return (await EndAsync(program)).Lines;
    }

    private static async Task<(List<JsonElement> Lines, string Error)> EndAsync(Process program)
    {
        try
        {
            var (output, error) = (program.StandardOutput.ReadToEndAsync(Token), program.StandardError.ReadToEndAsync(Token));
            await program.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            return ([.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line)], await error);
        }
        catch (TimeoutException)
        {
            program.Kill();
            throw;
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, Token);
        return answer.StatusCode;
    }
}
