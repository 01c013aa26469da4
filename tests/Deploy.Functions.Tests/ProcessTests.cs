using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Deploy.LocalCluster;
using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.Functions.Tests;

/// <summary>The handler as a process, the way the Functions host starts it: two clusters, a telemetry collector, and an end by SIGTERM.</summary>
public sealed class ProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_looks_after_every_cluster_and_tells_the_collector()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to end one process with.");
        await using var one = await EmbeddedCluster.StartAsync(new() { Loops = false, Listen = true }, Token);
        await using var two = await EmbeddedCluster.StartAsync(new() { Loops = false, Listen = true }, Token);
        var folder = Directory.CreateTempSubdirectory("functions-");
        using var collector = new Collector();
        var port = FreePort.Take(1)[0];
        using var process = Start(await WriteAsync(folder, one, two), one.Blobs.ConnectionString, port, collector.Address);
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/") };
            await Eventually.UntilAsync(async () => await IsReadyAsync(http), "the handler is ready", TimeSpan.FromSeconds(60));
            using var tick = new StringContent("""{"Data":{"timer":{"IsPastDue":false}}}""", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri("/StuckDeletions", UriKind.Relative), tick, Token);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token));

            Assert.Equal(["one", "two"], body!["ReturnValue"]!.AsArray().Select(report => (string?)report!["cluster"]));
            Assert.All(body["ReturnValue"]!.AsArray(), report => Assert.Equal("Completed", (string?)report!["outcome"]));
            var health = JsonNode.Parse(await http.GetStringAsync(new Uri("/healthz", UriKind.Relative), Token));
            Assert.Equal("ok", (string?)health!["status"]);

            using var term = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);

            Assert.Equal(0, process.ExitCode);
            Assert.Contains("StuckDeletions two", collector.Received("/v1/traces"), StringComparison.Ordinal);
            Assert.Contains("deploy.maintenance.runs", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(string kubeconfig, string store, int port, Uri collector)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Deploy.Functions")) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["DEPLOY_KUBECONFIG"] = kubeconfig;
        start.Environment["DEPLOY_CONTEXTS"] = "one,two";
        start.Environment["DEPLOY_STORE"] = store;
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.ToString();
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            return await http.GetStringAsync(new Uri("/", UriKind.Relative), Token) == "ready";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string> WriteAsync(DirectoryInfo folder, EmbeddedCluster one, EmbeddedCluster two)
    {
        var path = Path.Combine(folder.FullName, "kubeconfig");
        await File.WriteAllTextAsync(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: one
            clusters:
            - {name: one, cluster: {server: "{{one.ListenerUri}}"} }
            - {name: two, cluster: {server: "{{two.ListenerUri}}"} }
            contexts:
            - {name: one, context: {cluster: one} }
            - {name: two, context: {cluster: two} }
            """, Token);
        return path;
    }

    /// <summary>Takes what is exported over OTLP, and keeps it as text.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly ConcurrentQueue<(string Path, string Text)> received = new();

        public Collector()
        {
            Address = new Uri($"http://127.0.0.1:{FreePort.Take(1)[0].ToString(CultureInfo.InvariantCulture)}/");
            listener.Prefixes.Add(Address.ToString());
            listener.Start();
            _ = ListenAsync();
        }

        public Uri Address { get; }

        public string Received(string path) => string.Concat(received.Where(each => each.Path == path).Select(each => each.Text));

        public void Dispose() => listener.Close();

        private async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    var context = await listener.GetContextAsync();
                    using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                    received.Enqueue((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The collector was closed.
            }
        }
    }
}
