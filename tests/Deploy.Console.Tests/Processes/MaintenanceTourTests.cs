using System.Text.RegularExpressions;

namespace Deploy.Console.Tests.Processes;

/// <summary>samples/maintenance.ps1 as a newcomer runs it.</summary>
public sealed class MaintenanceTourTests(ITestOutputHelper output) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly DeployProgram deploy = new() { Patience = TimeSpan.FromMinutes(5) };

    /// <summary>A tour that broke off leaves its cluster behind.</summary>
    public async ValueTask DisposeAsync()
    {
        deploy.Variables["DEPLOY_HOME"] = Path.Combine(deploy.Home, ".deploy-maintenance");
        await deploy.RunAsync("Stop-LocalCluster");
        deploy.Dispose();
    }

    [Fact]
    public async Task The_maintenance_tour_shows_what_it_claims()
    {
        var result = await deploy.RunAsync("run", TourTests.Sample("maintenance.ps1"));
        output.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Error);
        var said = new Transcript(result.Output);

        // Scaling out with an expired URL is refused with its reason, and works after the refresh; nobody else is touched.
        Assert.Matches("Error Package.UrlExpired: 2 of 3 responsive.* 403 .*Its URL expired", result.Error.ReplaceLineEndings(" "));
        var before = said.Names("Get-ReplicaStatus clock", 1);
        var after = said.Names("Get-ReplicaStatus clock", 2);
        Assert.Equal((2, 3), (before.Count, after.Count));
        Assert.Subset(after.ToHashSet(StringComparer.Ordinal), before.ToHashSet(StringComparer.Ordinal));
        Assert.DoesNotMatch(@"\b[1-9]\d* +\d+s +vnode", said.Of("Get-ReplicaStatus clock", 2));
        Assert.Equal(["2", "1"], said.Column("Get-ModuleRelease clock", 1, 1));
        Assert.Matches(@"clock +3 +1\.0\.0 +Current +3 +3 ", said.Of("Undo-ModuleRelease clock", 1));

        // Each replica is replaced once, and the caller's requests are all answered.
        Assert.Matches(@" [1-9]\d+ answered, 0 failed", said.Of("Invoke-ModuleMaintenance RecycleReplicas", 1));
        var old = said.Names("Get-ReplicaStatus shop", 1);
        Assert.Empty(old.Intersect(said.Names("Get-ReplicaStatus shop", 2), StringComparer.Ordinal));
        Assert.Equal(old.Order(StringComparer.Ordinal), said.Names("Get-ReplicaStatus shop -Archived", 1).Order(StringComparer.Ordinal));

        // What was deleted by hand lies in the archive, with its end.
        Assert.Equal(["nightly"], said.Names("Get-ReplicaStatus nightly -Archived", 1));
        var diagnostic = said.Of("Get-ReplicaDiagnostic nightly -Archived", 1);
        Assert.Contains("ended with 0", diagnostic, StringComparison.Ordinal);
        Assert.Contains("INFO Stopped", diagnostic, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", result.Output + result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(deploy.Home, ".deploy-maintenance", "local", "kubeconfig")));
    }

    /// <summary>What the runbook printed, by command.</summary>
    private sealed class Transcript(string text)
    {
        private readonly string[] steps = text.ReplaceLineEndings("\n").Split("PS> ", StringSplitOptions.RemoveEmptyEntries);

        public string Of(string command, int time) => steps.Where(step => Regex.IsMatch(step, $@"^{Regex.Escape(command)}(?! -Archived)", RegexOptions.None, Patience)).ElementAt(time - 1);

        public IReadOnlyList<string> Names(string command, int time) => Column(command, time, 0);

        public IReadOnlyList<string> Column(string command, int time, int column) =>
            [.. Of(command, time).Split('\n').Skip(2).TakeWhile(line => line.Length > 0).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[column])];
    }
}
