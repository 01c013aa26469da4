using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>
/// At every moment of every strategy, on both control planes: ready replicas never fall below the wanted count, no more are wanted
/// than the plan says, and the callers of the Service lose no request.
/// </summary>
public abstract class ServedCase(ReleaseCluster cluster)
{
    private static readonly BatchOptions s_twos = new() { Size = 2, Pause = PauseAfter.Never };

    public static TheoryData<ClusterKind> Both => [ClusterKind.Embedded, ClusterKind.Real];

    protected async Task ServedAsync(ClusterKind kind, int most, Func<ReleaseBed, Task> change, string version, bool isChecked = true)
    {
        var bed = await cluster.BedAsync(kind);
        var spec = bed.Spec(replicas: 4) with { Ports = [new ModulePort(8080)], Service = new ModuleService { Port = 80, TargetPort = 8080 } };
        await bed.PublishAsync(isChecked ? spec : spec with { ReadinessCheck = null });
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 4, most);
        // What runs without a check gets requests as soon as it runs: there its callers see it crash.
        await using var callers = isChecked ? await Callers.StartAsync(bed) : null;
        await change(bed);
        Assert.Equal(4, (await bed.ReadyByVersionAsync())[version]);
        if (callers is not null)
            await callers.AssertAsync();
        await guard.AssertAsync();
    }

    protected async Task OneMissingAsync(ClusterKind kind, string manifest, StrategyKind strategy)
    {
        var bed = await cluster.BedAsync(kind);
        await bed.PublishManifestAsync(manifest);
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 2, most: 3);
        var options = new ReleaseOptions { Strategy = strategy, Batches = s_twos with { Size = 1 } };
        Assert.Equal(ReleaseStatus.Current, (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", options)).Status);
        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("3.0.0", "registry.local/missing:3", options));
        Assert.Equal("2.0.0", (await bed.UndoAsync()).Version);
        Assert.Equal(new Dictionary<string, int> { ["2.0.0"] = 3 }, await bed.ReadyByVersionAsync());
        await guard.AssertAsync();
    }

    protected static ReleaseOptions OptionsOf(StrategyKind strategy) => new() { Strategy = strategy, Batches = s_twos, Safe = new SafeOptions { Grace = TimeSpan.Zero } };

    protected static int MostOf(StrategyKind strategy) => strategy switch
    {
        StrategyKind.Rolling => 5,
        StrategyKind.Batched => 6,
        _ => 8,
    };
}
