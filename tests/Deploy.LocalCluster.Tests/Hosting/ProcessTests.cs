using System.Diagnostics;
using System.Net;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Processes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Hosting;

public sealed class ProcessTests : IAsyncLifetime
{
    private readonly string home = Directory.CreateTempSubdirectory("deploy-home").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await LocalClusterProcess.StopAsync(home);
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task It_starts_once_answers_others_and_stops()
    {
        var both = await Task.WhenAll(StartAsync(), StartAsync());
        Assert.Equal(both[0].ProcessId, both[1].ProcessId);
        Assert.Single(both, running => running.WasRunning);
        using var client = new KubernetesClient(both[0].Connection);
        Assert.Equal("v1.33.4", (await client.GetVersionAsync()).GitVersion);
        Assert.Equal(both[0].ProcessId, (await LocalClusterProcess.FindAsync(home))!.ProcessId);

        Assert.True(await LocalClusterProcess.StopAsync(home));
        Assert.Null(ProcessMark.Of(both[0].ProcessId));
        Assert.Null(await LocalClusterProcess.FindAsync(home));
        Assert.False(await LocalClusterProcess.StopAsync(home));
        Assert.False(File.Exists(both[0].Kubeconfig));
    }

    [Fact]
    public async Task Its_files_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no file modes on Windows");
        var running = await StartAsync();
        if (OperatingSystem.IsWindows()) return;
        var folder = Path.GetDirectoryName(running.Kubeconfig)!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (var file in Directory.GetFiles(folder)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task It_answers_only_below_its_secret_path()
    {
        var running = await StartAsync();
        using var http = new HttpClient();
        var root = new Uri(running.Connection.Server, "/");
        foreach (var path in (string[])["", "version", "api/v1/pods", new string('k', 41) + "/version"])
        {
            using var answer = await http.GetAsync(new Uri(root, path));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }

        Assert.Equal("ok", await http.GetStringAsync(new Uri(running.Connection.Server, "readyz")));
    }

    [Fact]
    public async Task A_killed_one_is_noticed_and_replaced()
    {
        var first = await StartAsync();
        using (var process = Process.GetProcessById(first.ProcessId)) process.Kill();
        await Eventually.UntilAsync(() => ProcessMark.Of(first.ProcessId) is null, "the end of the process");
        Assert.Null(await LocalClusterProcess.FindAsync(home));
        var second = await StartAsync();
        Assert.False(second.WasRunning);
        Assert.NotEqual(first.Connection.Server, second.Connection.Server);
    }

    [Fact]
    public async Task A_state_whose_process_id_is_another_program_s_ends_nobody()
    {
        var files = new ClusterHome(home);
        files.CreateFolder();
        var stale = new ClusterState { Instance = "gone", ProcessId = Environment.ProcessId, ProcessMark = "another boot:1", StartedAt = DateTimeOffset.UnixEpoch };
        await stale.WriteAsync(files, default);
        Assert.False(await LocalClusterProcess.StopAsync(home));
        Assert.False((await StartAsync()).WasRunning);
    }

    [Fact]
    public async Task What_a_crash_while_starting_leaves_does_not_block_the_next_start()
    {
        var files = new ClusterHome(home);
        files.CreateFolder();
        await File.WriteAllTextAsync(files.State, "{ \"instance\": \"half");
        await File.WriteAllTextAsync(files.OwnerLock, "");
        await File.WriteAllTextAsync(files.StartLock, "");
        Assert.False((await StartAsync()).WasRunning);
    }

    [Fact]
    public async Task One_that_cannot_start_says_why()
    {
        var options = new LocalClusterProcessOptions { Home = home, Nodes = -1, Command = Command };
        var failure = await Assert.ThrowsAsync<LocalClusterException>(() => LocalClusterProcess.StartAsync(options));
        Assert.Equal("User.LocalClusterFailed", failure.Code);
        Assert.Null(await LocalClusterProcess.FindAsync(home));
    }

    private static string[] Command => ["dotnet", typeof(ProcessTests).Assembly.Location];

    private Task<RunningCluster> StartAsync() => LocalClusterProcess.StartAsync(new LocalClusterProcessOptions { Home = home, Command = Command });
}
