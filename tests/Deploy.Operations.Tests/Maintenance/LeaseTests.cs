using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance;

/// <summary>One run of a task at a time, whatever the clocks of the machines say and whichever of them dies or is cut off.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    private const string TaskName = "AlignPeers";
    private static readonly MaintenanceOptions Short = new() { LeaseDuration = TimeSpan.FromSeconds(2) };

    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync(loops: false);

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    public static TheoryData<int> Skews => [0, 1, 70, 7200, -1, -70, -7200];

    [Theory, MemberData(nameof(Skews))]
    public async Task Another_machine_waits_for_one_that_renews_whatever_their_clocks_say(int skew)
    {
        await using var one = await MaintenanceLease.TryTakeAsync(At(0), TaskName, Token);
        Assert.NotNull(one);

        Assert.Null(await MaintenanceLease.TryTakeAsync(At(skew), TaskName, Token));
        Assert.False(one.Lost.IsCancellationRequested);
    }

    [Theory, MemberData(nameof(Skews))]
    public async Task Another_machine_follows_one_that_died_whatever_their_clocks_say(int skew)
    {
        var now = TimeProvider.System.GetUtcNow();
        await lab.Client.CreateAsync(Resources.Leases, "default", new Lease
        {
            Metadata = new() { Name = MaintenanceLease.NameOf(TaskName) },
            Spec = new() { HolderIdentity = "dead", LeaseDurationSeconds = 2, AcquireTime = now, RenewTime = now },
        }, null, Token);
        MaintenanceLease? taken = null;
        await Eventually.UntilAsync(async () => (taken = await MaintenanceLease.TryTakeAsync(At(skew), TaskName, Token)) is not null, "the lease is taken over");
        Assert.True(TimeProvider.System.GetUtcNow() - now >= TimeSpan.FromSeconds(2), "before its time");
        await taken!.DisposeAsync();
    }

    [Fact]
    public async Task Released_it_is_free_at_once()
    {
        await (await MaintenanceLease.TryTakeAsync(At(0), TaskName, Token))!.DisposeAsync();
        var sooner = TimeProvider.System.GetUtcNow();
        await using var next = await MaintenanceLease.TryTakeAsync(At(70), TaskName, Token);
        Assert.NotNull(next);
        Assert.True(TimeProvider.System.GetUtcNow() - sooner < TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("503")]
    [InlineData("timeout")]
    [InlineData("silent")]
    public async Task Who_cannot_renew_stops_before_another_may_begin(string fault)
    {
        var time = new VirtualTime();
        await using var own = await MaintenanceLab.StartAsync(loops: false, time);
        var isOn = false;
        using var handler = new Troubled(own.Cluster.CreateHandler(), () => isOn ? fault : "");
        using var client = new KubernetesClient(own.Cluster.Connection with { Handler = handler }, new() { TimeProvider = time, MaxRetries = 0, RequestTimeout = TimeSpan.FromHours(1) });
        await using var lease = await MaintenanceLease.TryTakeAsync(new MaintenanceContext(client, null, null, time), TaskName, Token);
        var observation = new LeaseObservation(time);
        isOn = true;
        var left = observation.Left((await own.Client.FindAsync(Resources.Leases, "default", MaintenanceLease.NameOf(TaskName), Token))!, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromMinutes(1), left);

        for (var second = 0; second < 60 && !lease!.Lost.IsCancellationRequested; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System, Token);
        }

        Assert.True(lease!.Lost.IsCancellationRequested);
        left = observation.Left((await own.Client.FindAsync(Resources.Leases, "default", MaintenanceLease.NameOf(TaskName), Token))!, TimeSpan.Zero);
        // A quarter of its duration, but for the seconds in which a busy machine lets this test look.
        Assert.InRange(left, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_short_trouble_loses_nothing()
    {
        var time = new VirtualTime();
        await using var own = await MaintenanceLab.StartAsync(loops: false, time);
        var isOn = false;
        using var handler = new Troubled(own.Cluster.CreateHandler(), () => isOn ? "503" : "");
        using var client = new KubernetesClient(own.Cluster.Connection with { Handler = handler }, new() { TimeProvider = time, MaxRetries = 0 });
        await using var lease = await MaintenanceLease.TryTakeAsync(new MaintenanceContext(client, null, null, time), TaskName, Token);

        for (var second = 0; second < 300; second++)
        {
            isOn = second % 60 is >= 20 and < 40;
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
        }

        Assert.False(lease!.Lost.IsCancellationRequested);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Told_to_stop_before_the_answer_came_it_does_not_keep_what_was_written(string method)
    {
        if (method == "PUT")
            await (await MaintenanceLease.TryTakeAsync(At(0), TaskName, Token))!.DisposeAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var late = new StoppedAfterWrite(lab.Cluster.CreateHandler(), method, stop);
        using var client = new KubernetesClient(lab.Client.Connection with { Handler = late });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => MaintenanceLease.TryTakeAsync(new(client, null, Short, TimeProvider.System), TaskName, stop.Token));

        var lease = Assert.Single((await lab.Client.ListAllAsync(Resources.Leases, "default", null, Token)).Items);
        Assert.Equal((method == "PUT" ? 2 : 1, ""), (lease.Spec.LeaseTransitions, lease.Spec.HolderIdentity ?? ""));
    }

    private MaintenanceContext At(int skew) => new(lab.Client, null, Short, new SkewedTime(TimeSpan.FromSeconds(skew)));

    /// <summary>The clock of another machine: as fast as this one's, and wrong.</summary>
    private sealed class SkewedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }

    /// <summary>The server does what it is asked; whoever asked has been told to stop meanwhile.</summary>
    private sealed class StoppedAfterWrite(HttpMessageHandler inner, string method, CancellationTokenSource stop) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (request.Method.Method != method || stop.IsCancellationRequested)
                return answer;
            await stop.CancelAsync();
            answer.Dispose();
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private sealed class Troubled(HttpMessageHandler inner, Func<string> fault) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Put && fault() is { Length: > 0 } now)
            {
                if (now == "silent")
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return new FaultSwitch(now).Answer(request)!;
            }
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
