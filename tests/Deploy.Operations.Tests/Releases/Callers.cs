using Deploy.LocalCluster.Network;
using Deploy.Operations.Traffic;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Clients of a module's Service that ask all the while, each request once, and count what is not answered.</summary>
public sealed class Callers : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    // As long as a change takes to reach every node of a real cluster.
    private static readonly TimeSpan s_propagation = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _lost = [];
    private ServiceClient? _service;
    private TrafficProbe? _probe;
    private Task _calls = Task.CompletedTask;
    private int _answered;

    public static async Task<Callers> StartAsync(ReleaseBed bed, string service = "biz1")
    {
        var callers = new Callers();
        if (bed.Host.Network is { } network)
        {
            callers._service = await ServiceClient.ConnectAsync(bed.Client, network, bed.Namespace, service, s_propagation);
            await Eventually.UntilAsync(callers.AnswersAsync, "an answer of the Service", TimeSpan.FromSeconds(60));
            callers._calls = Task.WhenAll(callers.CallAsync(), callers.CallAsync());
        }
        else
        {
            callers._probe = await TrafficProbe.StartAsync(bed.Client, new ProbeTarget(bed.Namespace, service, null, "/"), TimeProvider.System);
        }
        return callers;
    }

    /// <summary>Fails where a request was lost, or none was answered.</summary>
    public async Task AssertAsync()
    {
        await _stop.CancelAsync();
        await _calls;
        if (_probe is not null)
        {
            var report = await _probe.StopAsync();
            Assert.True(report is { Failed: 0, Answered: > 0 }, $"{report} {report.FirstFailure}");
            return;
        }
        Assert.True(_lost.Count == 0, $"{_lost.Count} of {_answered + _lost.Count} requests were lost: {string.Join("; ", _lost.Take(3))}");
        Assert.NotEqual(0, _answered);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _calls;
        if (_service is not null)
            await _service.DisposeAsync();
        if (_probe is not null)
            await _probe.DisposeAsync();
        _stop.Dispose();
    }

    private async Task CallAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (await AnswersAsync())
                Interlocked.Increment(ref _answered);
            await Task.Delay(s_pause, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/?delay=20");
            using var answer = await _service!.SendAsync(request);
            if (answer.IsSuccessStatusCode)
                return true;
            Lose($"{answer.StatusCode}");
        }
        catch (HttpRequestException failure)
        {
            Lose(failure.Message);
        }
        return false;
    }

    private void Lose(string why)
    {
        // What is not answered before the calls begin only says that the Service is not there yet.
        if (_calls == Task.CompletedTask && _answered == 0)
            return;
        lock (_lost)
            _lost.Add(why);
    }
}
