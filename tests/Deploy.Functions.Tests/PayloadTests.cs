using System.Collections.Concurrent;
using Deploy.Functions.Tests.Host;
using Status = Deploy.Functions.Tests.Host.StatusResult.Types.Status;

namespace Deploy.Functions.Tests;

/// <summary>What hosts send with a tick, to workers on machines of three time zones.</summary>
public sealed class PayloadTests(PayloadTests.Zones zones) : IClassFixture<PayloadTests.Zones>
{
    private static readonly string[] Names = ["UTC", "Asia/Shanghai", "America/New_York"];

    private static readonly (string Name, string Json)[] Payloads =
    [
        ("usual", """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-21T02:15:00.0021+00:00","LastUpdated":"2026-11-21T02:15:00.0021+00:00","Next":"2026-11-21T02:20:00+00:00"},"IsPastDue":false}"""),
        ("of a host east of UTC", """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-21T10:15:00.0021+08:00","LastUpdated":"2026-11-21T10:15:00.0021+08:00","Next":"2026-11-21T10:20:00+08:00"},"IsPastDue":false}"""),
        ("of a host west of UTC", """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-20T21:15:00-05:00","LastUpdated":"2026-11-20T21:15:00-05:00","Next":"2026-11-20T21:20:00-05:00"},"IsPastDue":false}"""),
        ("late", """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-21T01:50:00Z","LastUpdated":"2026-11-21T01:50:00Z","Next":"2026-11-21T01:55:00Z"},"IsPastDue":true}"""),
        ("first run", """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"0001-01-01T00:00:00","LastUpdated":"0001-01-01T00:00:00","Next":"2026-11-21T02:25:00+08:00"},"IsPastDue":false}"""),
        ("without a monitor", """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}"""),
        ("without a status", """{"IsPastDue":false}"""),
        ("empty object", "{}"),
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var zone in Names)
            {
                foreach (var (name, _) in Payloads)
                    cases.Add(zone, name);
            }
            return cases;
        }
    }

    public static TheoryData<string> Zoned => [.. Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_tick_runs_whatever_is_known_of_its_schedule(string zone, string payload)
    {
        var (_, worker) = await zones.WorkerAsync(zone);

        var result = await worker.InvokeAsync("AlignPeers", Payloads.Single(each => each.Name == payload).Json);

        Assert.True(result.Status is Status.Success, result.Exception?.Message);
        if (payload == "late")
            await worker.LoggedAsync("AlignPeers begins on 1 clusters, late");
    }

    [Theory, MemberData(nameof(Zoned))]
    public async Task A_payload_that_cannot_be_read_fails_its_own_tick_alone(string zone)
    {
        var (bed, worker) = await zones.WorkerAsync(zone);

        foreach (var payload in new[] { """{"Schedule":{"Adj""", "tomorrow", "[]", """{"ScheduleStatus":{"Last":"soon"} }""" })
        {
            var result = await worker.InvokeAsync("PrunePackages", payload);
            Assert.Equal(Status.Failure, result.Status);
            Assert.Contains("timer", result.Exception.Message, StringComparison.Ordinal);
        }

        // Nothing was begun, and the next tick of the same function is a tick like any other.
        Assert.Null(await bed.LeaseAsync("PrunePackages"));
        Assert.Equal(Status.Success, (await worker.InvokeAsync("PrunePackages")).Status);
        await bed.Live.Client.DeleteAsync(Kubernetes.Resources.Leases, "default", "deploy-prunepackages", null, TestContext.Current.CancellationToken);
    }

    /// <summary>A worker for each zone, started when the first case of the zone asks for it.</summary>
    public sealed class Zones : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, Lazy<Task<(WorkerBed, WorkerProcess)>>> workers = new(StringComparer.Ordinal);

        internal Task<(WorkerBed Bed, WorkerProcess Worker)> WorkerAsync(string zone) => workers.GetOrAdd(zone, name => new(() => StartAsync(name))).Value;

        public async ValueTask DisposeAsync()
        {
            foreach (var worker in workers.Values)
                await (await worker.Value).Item1.DisposeAsync();
        }

        private static async Task<(WorkerBed, WorkerProcess)> StartAsync(string zone)
        {
            // On a machine without this zone the worker would take UTC, and the case would be another one's.
            Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), $"This machine does not know the time zone {zone}.");
            var bed = await WorkerBed.StartAsync();
            bed.Settings["TZ"] = zone;
            return (bed, await bed.StartWorkerAsync());
        }
    }
}
