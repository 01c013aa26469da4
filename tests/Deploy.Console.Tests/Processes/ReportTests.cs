namespace Deploy.Console.Tests.Processes;

/// <summary>Export-ModuleReport by the console of somebody to whom the cluster's store does not belong.</summary>
public sealed class ReportTests(RunningDeploy running) : IClassFixture<RunningDeploy>, IDisposable
{
    private readonly DeployProgram deploy = new();

    public void Dispose() => deploy.Dispose();

    [Fact]
    public async Task It_writes_a_page_once_and_again_by_force_only()
    {
        var kubeconfig = Path.Combine(running.Program.Home, "local", "kubeconfig");
        var first = await deploy.RunAsync("Export-ModuleReport", "-PassThru", "-Kubeconfig", kubeconfig);
        Assert.True(first.ExitCode == 0, first.Error);
        var file = Path.Combine(deploy.Home, "module-report.html");
        Assert.Contains(file, first.Output, StringComparison.Ordinal);
        Assert.Contains("no archive is set up", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var again = await deploy.RunAsync("Export-ModuleReport", "-Kubeconfig", kubeconfig);
        Assert.Equal((1, ""), (again.ExitCode, again.Output));
        Assert.Contains("Error Deploy.FileExists: ", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await deploy.RunAsync("Export-ModuleReport", "-Force", "-Kubeconfig", kubeconfig)).ExitCode);
        Assert.Single(Directory.GetFiles(deploy.Home, "module-report.html*"));
    }
}
