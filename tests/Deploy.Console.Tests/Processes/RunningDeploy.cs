namespace Deploy.Console.Tests.Processes;

/// <summary>The program with a local cluster that the tests of a class share, each with modules of its own.</summary>
public sealed class RunningDeploy : IAsyncLifetime
{
    public DeployProgram Program { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var result = await Program.RunAsync("Start-LocalCluster");
        Assert.True(result.ExitCode == 0, result.Error);
    }

    public async ValueTask DisposeAsync()
    {
        var result = await Program.RunAsync("Stop-LocalCluster");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.False(File.Exists(Path.Combine(Program.Home, "local", "kubeconfig")));
        Program.Dispose();
    }
}
