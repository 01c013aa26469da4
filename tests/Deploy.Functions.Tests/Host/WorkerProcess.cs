using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Testing;
using Deploy.Testing.Servers;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Deploy.Functions.Tests.Host;

/// <summary>A worker as the host has it: a process that was started from the function app's folder, initialised, indexed and loaded.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const string Tick = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-21T02:15:00.0021+00:00","LastUpdated":"2026-11-21T02:15:00.0021+00:00","Next":"2026-11-21T02:20:00+00:00"},"IsPastDue":false}""";
    private readonly string folder;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> asked = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim sending = new(1);
    private ServerProcess process = null!;
    private IServerStreamWriter<StreamingMessage>? stream;

    private WorkerProcess(string folder) => this.folder = folder;

    /// <summary>Every log line that the worker sent to its host.</summary>
    public ConcurrentQueue<RpcLog> Logs { get; } = new();

    /// <summary>What it wrote to its own output.</summary>
    public string Output => process.Output;

    public bool HasExited => process.HasExited;

    public IReadOnlyDictionary<string, string> Capabilities { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<RpcFunctionMetadata> Functions { get; private set; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts the process as the host does, without speaking to it.</summary>
    /// <param name="host">Whom it reports to; null: nobody, as by hand.</param>
    /// <param name="folder">The function app.</param>
    /// <param name="settings">Application settings: environment variables. Those of this machine that could be taken for some are hidden.</param>
    /// <param name="workerId">What it calls itself.</param>
    public static ServerProcess Launch(Uri? host, string folder, IReadOnlyDictionary<string, string> settings, string workerId = "")
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsSetting))
            environment[name] = "";
        environment["FUNCTIONS_WORKER_DIRECTORY"] = environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        foreach (var (name, value) in settings)
            environment[name] = value;
        // Old names and new, both of them, as hosts of this age give them.
        string[] arguments = host is null ? [] :
        [
            "--host", host.Host, "--port", host.Port.ToString(CultureInfo.InvariantCulture), "--workerId", workerId, "--requestId", $"{workerId}-start", "--grpcMaxMessageLength", "2147483647",
            "--functions-uri", host.ToString(), "--functions-worker-id", workerId, "--functions-request-id", $"{workerId}-start", "--functions-grpc-max-message-length", "2147483647",
        ];
        return ServerProcess.Start("dotnet", ["Deploy.Functions.dll", .. arguments], folder, environment);
    }

    /// <summary>Starts a worker and takes it through all that comes before the first tick.</summary>
    public static async Task<WorkerProcess> StartAsync(FunctionsHost host, string folder, IReadOnlyDictionary<string, string> settings)
    {
        var id = Guid.NewGuid().ToString();
        // Expected before it is there: it says who it is once.
        var worker = new WorkerProcess(folder);
        var opened = host.AcceptAsync(id, worker.Take);
        worker.process = Launch(host.Address, folder, settings, id);
        try
        {
            await Eventually.UntilAsync(() => opened.IsCompleted || worker.HasExited, "the worker opens its stream", TimeSpan.FromMinutes(2));
            if (!opened.IsCompleted)
            {
                await worker.process.WaitForExitAsync(Token);
                throw new InvalidOperationException($"The worker ended at its start: {worker.Output}");
            }
            worker.stream = await opened;
            await worker.InitialiseAsync();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has a function run and waits for how it went.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="payload">The timer as JSON; null: a usual tick.</param>
    /// <param name="invocation">Id of the invocation, for a test that cancels it.</param>
    /// <param name="traceParent">The host's own trace.</param>
    public async Task<StatusResult> InvokeAsync(string function, string? payload = null, string? invocation = null, string traceParent = "")
    {
        var id = invocation ?? Guid.NewGuid().ToString();
        var request = new InvocationRequest { InvocationId = id, FunctionId = Functions.Single(each => each.Name == function).FunctionId, TraceContext = new() { TraceParent = traceParent } };
        request.InputData.Add(new ParameterBinding { Name = "timer", Data = new() { Json = payload ?? Tick } });
        return (await AskAsync(new() { InvocationRequest = request })).InvocationResponse.Result;
    }

    public Task CancelAsync(string invocation) => SendAsync(new() { InvocationCancel = new() { InvocationId = invocation } });

    /// <summary>What the host says when it shuts down; it kills the process after this grace.</summary>
    public Task TerminateAsync() => SendAsync(new() { WorkerTerminate = new() { GracePeriod = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)) } });

    /// <summary>SIGTERM, as a container gets it.</summary>
    public async Task SignalAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
    }

    public async Task<int> WaitForExitAsync()
    {
        await process.WaitForExitAsync(Token).WaitAsync(Eventually.Bound, Token);
        return process.ExitCode;
    }

    public Task LoggedAsync(string text) => Eventually.UntilAsync(() => HasLogged(text), $"the worker has logged '{text}'");

    public bool HasLogged(string text) => Logs.Any(log => log.Message.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        sending.Dispose();
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("DEPLOY_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("AzureFunctionsJobHost", StringComparison.Ordinal)
        || name is "KUBECONFIG" or "KUBERNETES_SERVICE_HOST" or "TZ";

    private async Task InitialiseAsync()
    {
        var init = (await AskAsync(new() { WorkerInitRequest = new() { HostVersion = "4.1.0", WorkerDirectory = folder, FunctionAppDirectory = folder } })).WorkerInitResponse;
        Assert.Equal(StatusResult.Types.Status.Success, init.Result.Status);
        Capabilities = init.Capabilities;
        var index = (await AskAsync(new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = folder } })).FunctionMetadataResponse;
        Assert.Equal(StatusResult.Types.Status.Success, index.Result.Status);
        Functions = index.FunctionMetadataResults;
        foreach (var function in Functions)
        {
            var metadata = function.Clone();
            metadata.Directory = folder;
            metadata.Bindings.Clear();
            foreach (var binding in function.RawBindings.Select(raw => JsonNode.Parse(raw)!))
                metadata.Bindings.Add((string)binding["name"]!, new BindingInfo { Type = (string)binding["type"]!, Direction = BindingInfo.Types.Direction.In });
            var load = (await AskAsync(new() { FunctionLoadRequest = new() { FunctionId = function.FunctionId, Metadata = metadata } })).FunctionLoadResponse;
            Assert.True(load.Result.Status is StatusResult.Types.Status.Success, $"{function.Name}: {load.Result.Exception?.Message}");
        }
    }

    private async Task<StreamingMessage> AskAsync(StreamingMessage message)
    {
        message.RequestId = Guid.NewGuid().ToString();
        var answer = asked[message.RequestId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(message);
        await Task.WhenAny(answer.Task, process.WaitForExitAsync(Token)).WaitAsync(TimeSpan.FromMinutes(3), Token);
        return answer.Task.IsCompleted ? await answer.Task : throw new InvalidOperationException($"The worker ended without an answer: {Output}");
    }

    private async Task SendAsync(StreamingMessage message)
    {
        await sending.WaitAsync(Token);
        try
        {
            await stream!.WriteAsync(message, Token);
        }
        finally
        {
            sending.Release();
        }
    }

    private void Take(StreamingMessage message)
    {
        if (message.ContentCase is StreamingMessage.ContentOneofCase.RpcLog)
            Logs.Enqueue(message.RpcLog);
        else if (asked.TryRemove(message.RequestId, out var answer))
            answer.SetResult(message);
    }
}
