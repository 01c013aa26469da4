using System.Net;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Bases;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Hosting;

/// <summary>The bases of a local cluster that runs in a process of its own.</summary>
public sealed class RemoteBasesTests : IAsyncLifetime
{
    private readonly string home = Directory.CreateTempSubdirectory("deploy-home").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await LocalClusterProcess.StopAsync(home);
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task They_are_listed_added_commanded_and_removed()
    {
        var running = await LocalClusterProcess.StartAsync(new LocalClusterProcessOptions { Home = home, Command = ["dotnet", typeof(RemoteBasesTests).Assembly.Location] }, ct: Token);
        using var bases = await RemoteBases.OpenAsync(home, Token);
        Assert.NotNull(bases);
        Assert.Empty(await bases.ListAsync(Token));
        var added = await bases.AddAsync(new BaseSpec { Identity = "own", Version = "2.0.0" }, Token);
        Assert.Equal(("own", "vnode.own.default", "2.0.0"), (added.Identity, added.Node, added.Version));
        Assert.Equal("base-1", (await bases.AddAsync(ct: Token)).Identity);
        var taken = await Assert.ThrowsAsync<LocalClusterException>(() => bases.AddAsync(new BaseSpec { Identity = "own" }, Token));
        Assert.Equal("User.LocalBaseInvalid", taken.Code);

        using var http = new HttpClient { BaseAddress = added.Address };
        Assert.Contains("\"status\":\"UP\"", await http.GetStringAsync(new Uri("/actuator/health", UriKind.Relative), Token), StringComparison.Ordinal);
        await bases.CommandAsync("own", new BaseCommand { Health = "DOWN" }, Token);
        using (var down = await http.GetAsync(new Uri("/actuator/health", UriKind.Relative), Token))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
        Assert.Equal("own", (await bases.CommandAsync("own", new BaseCommand { Restart = true }, Token)).Identity);

        await bases.RemoveAsync("own", kill: false, Token);
        Assert.Equal(["base-1"], (await bases.ListAsync(Token)).Select(b => b.Identity));
        var missing = await Assert.ThrowsAsync<LocalClusterException>(() => bases.CommandAsync("own", new BaseCommand(), Token));
        Assert.Equal("ModuleController.BaseInstanceNotFound", missing.Code);
        using var client = new KubernetesClient(running.Connection);
        await Eventually.UntilAsync(async () => await client.FindAsync(Resources.Nodes, null, "vnode.own.default", Token) is null, "the end of its node", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Where_no_cluster_runs_there_is_no_line_to_its_bases() =>
        Assert.Null(await RemoteBases.OpenAsync(Path.Combine(home, "elsewhere"), Token));
}
