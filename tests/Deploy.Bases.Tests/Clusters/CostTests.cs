using Deploy.Kubernetes;
using Deploy.Testing;
using Deploy.Testing.Bases;

namespace Deploy.Bases.Tests.Clusters;

/// <summary>What the controller asks of the API server grows with the modules, and no event costs a list.</summary>
public sealed class CostTests
{
    private const int ModulesPerBase = 4;

    [Fact]
    public async Task Four_times_the_bases_cost_four_times_the_requests_and_no_further_list()
    {
        var small = await SettleAsync(bases: 4);
        var large = await SettleAsync(bases: 16);
        Assert.All(large.Lists, list => Assert.True(list.Value == 1, $"{list.Key} was listed {list.Value} times"));
        Assert.Equal(small.Lists.Count, large.Lists.Count);
        var growth = (double)large.Others / small.Others;
        Assert.True(growth < 6, $"4 times the bases cost {growth:0.0} times the requests: {small.Others} and {large.Others}");
    }

    [Theory]
    [InlineData(40, 20)]
    public async Task Many_modules_settle_on_many_bases_each_installed_once(int bases, int modules)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await using var fixture = await LocalClusterFixture.StartApiAsync();
        using var counting = new CountingHandler(fixture.Cluster.CreateHandler());
        using var counted = new KubernetesClient(fixture.Cluster.Connection with { Handler = counting });
        await using var bed = new BaseBed(fixture.Client, "many");
        bed.StartController(own: counted);
        var started = await bed.StartBasesAsync(bases);
        await Parallel.ForEachAsync(started, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (target, _) =>
        {
            for (var module = 0; module < modules; module++)
                await bed.PublishAsync($"m{module}-{target.Identity}", target, $"m{module}", "1.0.0", bed.Package($"m{module}"));
        });
        await Eventually.UntilAsync(async () => (await fixture.Client.ListAllAsync(Resources.Pods, "default")).Items.Count(BaseBed.IsReady) == bases * modules, "all modules ready", TimeSpan.FromMinutes(3));
        Assert.All(started, b => Assert.Equal(modules, b.Installs.Count(i => i.Value == 1)));
        Assert.All(counting.Lists, list => Assert.Equal(1, list.Value));
        var each = (double)counting.Others / (bases * modules);
        TestContext.Current.TestOutputHelper?.WriteLine($"{bases} bases with {modules} modules each settled in {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:0.0} s, {each:0.0} requests for a module");
        Assert.True(each < 12, $"{each:0.0} requests for each module");
    }

    private static async Task<CountingHandler> SettleAsync(int bases)
    {
        await using var fixture = await LocalClusterFixture.StartApiAsync();
        using var counting = new CountingHandler(fixture.Cluster.CreateHandler());
        using var counted = new KubernetesClient(fixture.Cluster.Connection with { Handler = counting });
        await using var bed = new BaseBed(fixture.Client, "cost");
        bed.StartController(own: counted);
        var started = await bed.StartBasesAsync(bases);
        var pods = new List<string>();
        for (var module = 0; module < ModulesPerBase; module++)
            foreach (var target in started)
            {
                pods.Add($"m{module}-{target.Identity}");
                await bed.PublishAsync(pods[^1], target, $"m{module}", "1.0.0", bed.Package($"m{module}"));
            }
        foreach (var pod in pods)
            await bed.UntilReadyAsync(pod);
        return counting;
    }
}
