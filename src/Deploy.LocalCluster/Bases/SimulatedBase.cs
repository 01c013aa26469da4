using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Controller.Arklet;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Bases;

/// <summary>
/// A base as an HTTP peer on a loopback port of its own: arklet, actuator, its modules' own paths, and
/// <c>POST /simulation</c> (<see cref="BaseCommand"/>) for what happens to bases in real life.
/// </summary>
public sealed class SimulatedBase : IAsyncDisposable
{
    private static readonly TimeSpan SilencePoll = TimeSpan.FromMilliseconds(200);
    private readonly SimulatedBaseOptions _options;
    private readonly TimeProvider _time;
    private readonly BaseHttp _port;
    private readonly HttpClient _http;
    private readonly BizRegistry _registry;
    private readonly ArkletCommands _arklet;
    private readonly BaseHeart _heart;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, int> _installs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly Task _loops;
    private CancellationTokenSource _process;
    private string _health = "UP";
    private bool _withAllBizReadiness;
    private volatile bool _cutOff;
    private volatile bool _leaving;
    private volatile int _slow;

    private SimulatedBase(SimulatedBaseOptions options, TimeProvider time)
    {
        (_options, _time, _port) = (options, time, BaseHttp.Open());
        _http = new HttpClient(options.Network?.Invoke() ?? new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        _registry = new BizRegistry(time, options.MaxMetaspace);
        _arklet = new ArkletCommands(_registry, _http, time);
        _heart = new BaseHeart(options, Port, _http, time);
        _process = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _loops = Task.WhenAll(_port.AnswerAsync(AnswerAsync, () => _process.Token, _stopping.Token), _heart.BeatAsync(() => _cutOff || _leaving, _stopping.Token));
    }

    /// <summary>The loopback port on which arklet, actuator and modules answer.</summary>
    public int Port => _port.Port;

    /// <summary>Where it answers.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/");

    /// <summary>Its identity.</summary>
    public string Identity => _options.Identity;

    /// <summary>The base application's name.</summary>
    public string Name => _options.Name;

    /// <summary>The base application's version.</summary>
    public string Version => _options.Version;

    /// <summary>Whether it is cut off from everybody.</summary>
    public bool IsCutOff => _cutOff;

    /// <summary>How often each module was installed since the base was made, by <c>name:version</c>; a restart does not reset it.</summary>
    public IReadOnlyDictionary<string, int> Installs
    {
        get
        {
            lock (_installs)
                return new Dictionary<string, int>(_installs, StringComparer.Ordinal);
        }
    }

    /// <summary>How often each of arklet's commands came since the base was made.</summary>
    public IReadOnlyDictionary<string, int> Asked => new Dictionary<string, int>(_asked, StringComparer.Ordinal);

    /// <summary>The modules that it has now, with their states, by <c>name:version</c>.</summary>
    public IReadOnlyDictionary<string, BizState> Modules => _registry.All.ToDictionary(b => b.Identity, b => b.State, StringComparer.Ordinal);

    /// <summary>Starts a base on a free loopback port.</summary>
    public static SimulatedBase Start(SimulatedBaseOptions options, TimeProvider time) => new(options, time);

    /// <summary>Makes something happen to the base.</summary>
    public void Command(BaseCommand command)
    {
        _health = command.Health ?? _health;
        _cutOff = command.CutOff ?? _cutOff;
        _slow = Math.Max(0, command.SlowMilliseconds ?? _slow);
        _withAllBizReadiness = command.WithAllBizReadiness ?? _withAllBizReadiness;
        _registry.MaxMetaspace = command.MaxMetaspace ?? _registry.MaxMetaspace;
        if (command.Break is { } identity)
            _registry.Break(identity, "broken from outside");
        if (command.Restart)
            Restart();
    }

    /// <summary>Says to the controllers that it goes down, as a base does that is stopped in order.</summary>
    public Task SayGoodbyeAsync()
    {
        // A beat after the goodbye would take it back.
        _leaving = true;
        return _heart.TellAsync("DEACTIVATED", _stopping.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _port.Close();
        await _loops;
        _http.Dispose();
        _process.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Puts a module into a base as if somebody had installed it past the controller.</summary>
    internal void Plant(string name, string version)
    {
        if (_registry.Register(name, version, new ModuleSimulation()) is { } biz)
            _registry.Activate(biz);
    }

    /// <summary>What it logged of a module.</summary>
    internal IReadOnlyList<LogLine> LogOf(string identity) =>
        [.. _registry.History(identity).Select(r => new LogLine(r.ChangedAt ?? default, $"{identity} {r.State.ToString().ToUpperInvariant()} {r.Reason}: {r.Message}"))];

    /// <summary>The path on the base for a path of a pod's: modules answer under their web context path only.</summary>
    internal string PathOf(IReadOnlyList<Biz> modules, string path)
    {
        var own = _registry.All.Where(b => modules.Any(m => m.Identity == b.Identity)).Select(b => b.WebContextPath).FirstOrDefault();
        return own is null || path == own || path.StartsWith(own + "/", StringComparison.Ordinal) ? path : own + path;
    }

    private void Restart()
    {
        // Its connections break; the source is left to the collector, since answers may still look at its token.
        Interlocked.Exchange(ref _process, CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token)).Cancel();
        _registry.Clear();
    }

    private async Task<BaseAnswer> AnswerAsync(HttpListenerRequest request, CancellationToken cancellationToken)
    {
        var path = request.Url?.AbsolutePath ?? "/";
        if (request.HttpMethod == "POST" && path == "/simulation")
            return await CommandAsync(request, cancellationToken);
        while (_cutOff)
            await Task.Delay(SilencePoll, _time, cancellationToken);
        if (_slow > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(_slow), _time, cancellationToken);
        return path switch
        {
            "/actuator/health" => ActuatorPages.Health(_health, _withAllBizReadiness, $"{Name}:{Version}", _registry.All),
            "/actuator/info" => ActuatorPages.Info(Name, Version, _registry.All),
            _ when request.HttpMethod == "POST" && path.LastIndexOf('/') == 0 => await ArkletAsync(path[1..], request, cancellationToken),
            _ => await ModuleAsync(path, cancellationToken),
        };
    }

    private async Task<BaseAnswer> CommandAsync(HttpListenerRequest request, CancellationToken cancellationToken)
    {
        var command = await JsonSerializer.DeserializeAsync(request.InputStream, SimulationJson.Default.BaseCommand, cancellationToken) ?? new BaseCommand();
        Command(command with { Restart = false });
        return BaseAnswer.Json(new JsonObject { ["status"] = "ok" }) with { Then = command.Restart ? Restart : null };
    }

    private async Task<BaseAnswer> ArkletAsync(string command, HttpListenerRequest request, CancellationToken cancellationToken)
    {
        _asked.AddOrUpdate(command, 1, (_, count) => count + 1);
        using var body = await JsonDocument.ParseAsync(request.InputStream, cancellationToken: cancellationToken);
        var answer = await _arklet.AnswerAsync(command, body.RootElement, cancellationToken);
        if (command == "installBiz" && answer.Body.StartsWith("{\"code\":\"SUCCESS\"", StringComparison.Ordinal))
            Count(body.RootElement);
        return answer;
    }

    private void Count(JsonElement body)
    {
        var identity = $"{body.GetProperty("bizName").GetString()}:{body.GetProperty("bizVersion").GetString()}";
        lock (_installs)
            _installs[identity] = _installs.GetValueOrDefault(identity) + 1;
    }

    private async Task<BaseAnswer> ModuleAsync(string path, CancellationToken cancellationToken)
    {
        var biz = _registry.All.FirstOrDefault(b => b.State == BizState.Activated && (path == b.WebContextPath || path.StartsWith(b.WebContextPath + "/", StringComparison.Ordinal)));
        if (biz is null)
            return BaseAnswer.Json(new JsonObject { ["error"] = "no module answers under this path" }, 404);
        if (path == biz.WebContextPath + "/actuator/health")
            return ActuatorPages.Health(biz);
        await Task.Delay(TimeSpan.FromMilliseconds(biz.Simulation.AnswerMilliseconds), _time, cancellationToken);
        return BaseAnswer.Json(new JsonObject { ["module"] = biz.Name, ["version"] = biz.Version, ["base"] = Identity });
    }
}
