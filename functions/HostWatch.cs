using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Deploy.Functions;

/// <summary>Ends the worker when its host is gone: a host that was killed tells nobody, and its worker would stay for good.</summary>
internal sealed partial class HostWatch(IConfiguration configuration, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<HostWatch> log) : BackgroundService
{
    private const int Enough = 3;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    /// <summary>Where the host listens; null when no host started this process.</summary>
    public static Uri? Endpoint(IConfiguration configuration) =>
        Uri.TryCreate(configuration["Functions:Worker:HostEndpoint"], UriKind.Absolute, out var endpoint) ? endpoint : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var host = Endpoint(configuration)!;
        for (var refused = 0; refused < Enough;)
        {
            await Task.Delay(Between, time, stoppingToken);
            refused = await ListensAsync(host, stoppingToken) ? 0 : refused + 1;
        }
        LogGone(log);
        lifetime.StopApplication();
    }

    private static async Task<bool> ListensAsync(Uri host, CancellationToken ct)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host.Host, host.Port, ct);
            return true;
        }
        catch (SocketException e)
        {
            // Anything else than a refusal may be this machine's trouble, and the host be well.
            return e.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }

    [LoggerMessage(EventId = 5021, Level = LogLevel.Error, Message = "The Functions host is gone; its worker ends")]
    private static partial void LogGone(ILogger logger);
}
