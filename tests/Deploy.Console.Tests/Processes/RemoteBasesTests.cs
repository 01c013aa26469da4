using Deploy.LocalCluster;
using Deploy.LocalCluster.Bases;
using Deploy.Testing;

namespace Deploy.Console.Tests.Processes;

/// <summary>The bases of a local cluster that runs in a process of its own.</summary>
public sealed class RemoteBasesTests(RunningDeploy running) : IClassFixture<RunningDeploy>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_listed_added_commanded_and_removed()
    {
        using var bases = await RemoteBases.OpenAsync(running.Program.Home, Token);
        Assert.NotNull(bases);
        Assert.Empty(await bases.ListAsync(Token));
        var added = await bases.AddAsync(new BaseSpec { Identity = "own", Version = "2.0.0" }, Token);
        Assert.Equal(("own", "vnode.own.default", "2.0.0"), (added.Identity, added.Node, added.Version));
        Assert.Equal("base-1", (await bases.AddAsync(ct: Token)).Identity);
        var taken = await Assert.ThrowsAsync<LocalClusterException>(() => bases.AddAsync(new BaseSpec { Identity = "own" }, Token));
        Assert.Equal("User.LocalBaseInvalid", taken.Code);

        using var http = new HttpClient { BaseAddress = added.Address };
        Assert.Contains("\"status\":\"UP\"", await http.GetStringAsync("/actuator/health", Token), StringComparison.Ordinal);
        await bases.CommandAsync("own", new BaseCommand { Health = "DOWN" }, Token);
        using (var down = await http.GetAsync("/actuator/health", Token))
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, down.StatusCode);
        Assert.Equal("own", (await bases.CommandAsync("own", new BaseCommand { Restart = true }, Token)).Identity);

        await bases.RemoveAsync("own", kill: false, Token);
        Assert.Equal(["base-1"], (await bases.ListAsync(Token)).Select(b => b.Identity));
        var missing = await Assert.ThrowsAsync<LocalClusterException>(() => bases.CommandAsync("own", new BaseCommand(), Token));
        Assert.Equal("ModuleController.BaseInstanceNotFound", missing.Code);
        await Eventually.UntilAsync(async () => !(await running.Program.RunAsync("Get-ModuleBase", "-Output", "json")).Output.Contains("vnode.own.default", StringComparison.Ordinal), "the end of its node", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Where_no_cluster_runs_there_is_no_line_to_its_bases() =>
        Assert.Null(await RemoteBases.OpenAsync(Path.Combine(running.Program.Home, "elsewhere"), Token));
}
