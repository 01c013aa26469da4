using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Testing.Servers;

namespace Deploy.Testing.Browsers;

/// <summary>A headless Chromium with one tab, spoken to by its debugging protocol. Everything that it reports is kept.</summary>
public sealed class HeadlessBrowser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly string profile;
    private readonly ClientWebSocket socket = new();
    private readonly Dictionary<int, TaskCompletionSource<JsonNode>> asked = [];
    private readonly List<JsonNode> events = [];
    private readonly CancellationTokenSource stop = new();
    private Task reading = Task.CompletedTask;
    private int last;

    private HeadlessBrowser(Process process, string profile) => (this.process, this.profile) = (process, profile);

    /// <summary>Where the browser is; null where there is none.</summary>
    public static string? Program => ProgramPath.Find("chromium") ?? ProgramPath.Find("google-chrome") ?? ProgramPath.Find("chrome");

    /// <summary>What the tab reported so far, such as requests and messages of the console.</summary>
    public IReadOnlyList<JsonNode> Events
    {
        get
        {
            lock (events)
                return [.. events];
        }
    }

    /// <summary>Starts the browser and opens an empty tab.</summary>
    public static async Task<HeadlessBrowser> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("deploy-browser-").FullName;
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException("There is no browser."),
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0", $"--user-data-dir={folder}", "about:blank",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        var started = Process.Start(start)!;
        // Read, so that it never waits for a full pipe; what it says of the machine does not matter.
        started.ErrorDataReceived += (_, _) => { };
        started.OutputDataReceived += (_, _) => { };
        started.BeginErrorReadLine();
        started.BeginOutputReadLine();
        var browser = new HeadlessBrowser(started, folder);
        await browser.ConnectAsync();
        return browser;
    }

    /// <summary>Asks the tab and returns its answer.</summary>
    /// <exception cref="InvalidOperationException">The tab refuses.</exception>
    public async Task<JsonNode> AskAsync(string method, JsonObject? parameters = null)
    {
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = Interlocked.Increment(ref last);
        lock (asked)
            asked[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, stop.Token);
        var told = await answer.Task.WaitAsync(Patience, TimeProvider.System);
        return told["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : told["result"]!;
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await AskAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true });
        return answer["exceptionDetails"] is { } thrown ? throw new InvalidOperationException(thrown.ToJsonString()) : answer["result"]!["value"];
    }

    /// <summary>Goes to a page and waits until it is loaded.</summary>
    public async Task OpenAsync(Uri page)
    {
        var loads = Count("Page.loadEventFired");
        await AskAsync("Page.navigate", new JsonObject { ["url"] = page.AbsoluteUri });
        await Eventually.UntilAsync(() => Count("Page.loadEventFired") > loads, "the page", Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        socket.Dispose();
        stop.Dispose();
        await Eventually.UntilAsync(TryDeleteProfile, "the end of the browser's processes", Patience);
    }

    private int Count(string method) => Events.Count(each => (string?)each["method"] == method);

    private async Task ConnectAsync()
    {
        var file = Path.Combine(profile, "DevToolsActivePort");
        await Eventually.UntilAsync(() => File.Exists(file) && File.ReadAllLines(file) is [_, _, ..], "the browser", Patience);
        var port = (await File.ReadAllLinesAsync(file))[0];
        using var http = new HttpClient();
        var tab = await Eventually.GetAsync(async () => JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json")))!.AsArray().FirstOrDefault(each => (string?)each!["type"] == "page"), "a tab", Patience);
        await socket.ConnectAsync(new Uri((string)tab["webSocketDebuggerUrl"]!), stop.Token);
        reading = Task.Run(ReadAsync);
        foreach (var domain in new[] { "Page", "Network", "Log", "Runtime" })
            await AskAsync($"{domain}.enable");
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var message = new MemoryStream();
        while (!stop.IsCancellationRequested)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), stop.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
                continue;
            Take(JsonSerializer.Deserialize<JsonNode>(message.ToArray())!);
            message.SetLength(0);
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is not { } id)
        {
            lock (events)
                events.Add(message);
            return;
        }
        lock (asked)
        {
            if (asked.Remove((int)id, out var waiting))
                waiting.SetResult(message);
        }
    }

    // Its helper processes may still write for a moment.
    private bool TryDeleteProfile()
    {
        try
        {
            Directory.Delete(profile, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
