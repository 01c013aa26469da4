using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Deploy.Functions.Tests.Host;

/// <summary>
/// The Functions host's side of the protocol between it and its workers: it listens on the loopback interface, and a worker that was
/// started with its address opens a stream to it.
/// </summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private readonly WorkerStreams streams = new();
    private readonly WebApplication app;

    private FunctionsHost()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(streams);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        app = builder.Build();
        app.MapGrpcService<Service>();
    }

    public Uri Address => new(app.Urls.First());

    public static async Task<FunctionsHost> StartAsync()
    {
        var host = new FunctionsHost();
        await host.app.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Takes what the worker of this id sends, once it has opened its stream; sending is possible from then on.</summary>
    public Task<IServerStreamWriter<StreamingMessage>> AcceptAsync(string workerId, Action<StreamingMessage> received) => streams.Accept(workerId, received);

    /// <summary>Gone at once, as by a kill: no message, no goodbye, and the address refuses.</summary>
    public async Task DieAsync()
    {
        streams.Break();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
    }

    public async ValueTask DisposeAsync()
    {
        streams.Break();
        await app.DisposeAsync();
        streams.Dispose();
    }

    private sealed class WorkerStreams : IDisposable
    {
        private readonly ConcurrentDictionary<string, (TaskCompletionSource<IServerStreamWriter<StreamingMessage>> Opened, Action<StreamingMessage> Received)> expected = new(StringComparer.Ordinal);
        private readonly CancellationTokenSource broken = new();

        public Task<IServerStreamWriter<StreamingMessage>> Accept(string workerId, Action<StreamingMessage> received)
        {
            var opened = new TaskCompletionSource<IServerStreamWriter<StreamingMessage>>(TaskCreationOptions.RunContinuationsAsynchronously);
            expected[workerId] = (opened, received);
            return opened.Task;
        }

        public void Break() => broken.Cancel();

        public void Dispose() => broken.Dispose();

        public async Task ServeAsync(IAsyncStreamReader<StreamingMessage> requests, IServerStreamWriter<StreamingMessage> answers, CancellationToken ct)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, broken.Token);
            if (!await requests.MoveNext(end.Token) || requests.Current.StartStream is not { } start || !expected.TryGetValue(start.WorkerId, out var worker))
                throw new Grpc.Core.RpcException(new Status(StatusCode.FailedPrecondition, "A worker says first who it is."));
            worker.Opened.SetResult(answers);
            while (await requests.MoveNext(end.Token))
                worker.Received(requests.Current);
        }
    }

    private sealed class Service(WorkerStreams streams) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
        {
            try
            {
                await streams.ServeAsync(requestStream, responseStream, context.CancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The worker has ended, or this host has.
            }
        }
    }
}
