namespace Deploy.Console.Tests.Processes;

public sealed class ExitCodeTests : IDisposable
{
    private readonly DeployProgram deploy = new();

    public void Dispose() => deploy.Dispose();

    [Fact]
    public async Task Success_is_0_and_stderr_stays_empty()
    {
        var result = await deploy.RunAsync("Get-ModuleErrorCode", "Image.NotFound");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("Code ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output);
    }

    [Fact]
    public async Task Failure_is_1_with_code_and_suggestion_on_stderr()
    {
        var result = await deploy.RunAsync("Get-ModuleErrorCode", "Nothing.Known");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("Error Deploy.InvalidParameter: There is no error code 'Nothing.Known'.", result.Error, StringComparison.Ordinal);
        Assert.Contains("Suggestion: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no command 'Get-ModuleErorCode'. Did you mean Get-ModuleErrorCode?", "Get-ModuleErorCode")]
    [InlineData("has no parameter -Colour", "Get-ModuleErrorCode", "-Colour", "red")]
    [InlineData("-Output must be table, list, json or wide", "Get-ModuleErrorCode", "-Output", "yaml")]
    [InlineData("deploy run needs a file", "run")]
    [InlineData("cannot be read", "run", "nowhere.ps1")]
    [InlineData("there is no command 'nonsense'", "help", "nonsense")]
    public async Task A_wrong_command_line_is_2_and_says_why(string message, params string[] arguments)
    {
        var result = await deploy.RunAsync(arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_cluster_the_failure_says_what_to_do()
    {
        var result = await deploy.RunAsync("Connect-ModuleCluster");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Error Kubeconfig.NotFound: No cluster is known", result.Error, StringComparison.Ordinal);
        Assert.Contains("Suggestion: Run Start-LocalCluster", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_a_failure_with_a_code()
    {
        var config = deploy.Write("config", """
            apiVersion: v1
            kind: Config
            current-context: gone
            clusters: [{name: gone, cluster: {server: "http://127.0.0.1:1/s3cr3t-prefix"}}]
            contexts: [{name: gone, context: {cluster: gone, user: me}}]
            users: [{name: me, user: {token: t0ps3cr3t}}]
            """);
        var result = await deploy.RunAsync("Connect-ModuleCluster", "-Kubeconfig", config, "-Verbose");
        Assert.Equal(1, result.ExitCode);
        Assert.Matches("Error KubeAPIServer\\.\\w+: ", result.Error);
        Assert.DoesNotContain("s3cr3t", result.Error + result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(deploy.Home, "connection.json")));
    }

    [Fact]
    public async Task The_overview_and_the_version_are_answers()
    {
        var overview = await deploy.RunAsync();
        Assert.Equal(0, overview.ExitCode);
        Assert.Contains("Get-ModuleErrorCode", overview.Output, StringComparison.Ordinal);
        var version = await deploy.RunAsync("--version");
        Assert.Equal(0, version.ExitCode);
        Assert.Matches("^\\d+\\.\\d+\\.\\d+", version.Output);
    }

    [Theory]
    [InlineData("help", "Get-ModuleErrorCode")]
    [InlineData("Get-ModuleErrorCode", "-?")]
    public async Task Help_is_an_answer(params string[] arguments)
    {
        var result = await deploy.RunAsync(arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Get-ModuleErrorCode [[-Code] <string[]>] [-Retryable] [<CommonParameters>]", result.Output, StringComparison.Ordinal);
    }
}
