namespace Deploy.Console.Tests.Processes;

/// <summary>Get-ReplicaStatus -Watch as a person has it: on a terminal.</summary>
public sealed class LiveViewTests(RunningDeploy running) : IClassFixture<RunningDeploy>
{
    private readonly DeployProgram deploy = running.Program;

    [Fact]
    public async Task It_is_drawn_follows_changes_and_the_size_and_leaves_the_terminal_tidy()
    {
        Assert.SkipWhen(PseudoTerminal.Missing is not null, PseudoTerminal.Missing ?? "");
        await SucceedAsync("Publish-Module", "seen", "1.0.0", "registry.local/ok:1", "-Replicas", "2");
        await using var terminal = await PseudoTerminal.StartAsync(deploy, 90, 20, "Get-ReplicaStatus", "seen", "-Watch");
        await terminal.ShowsAsync("■ 2 Responsive");
        Assert.True(terminal.Screen.IsAlternate);
        Assert.False(terminal.Screen.IsCursorVisible);
        Assert.StartsWith("seen in default of local", terminal.Screen.Lines[0], StringComparison.Ordinal);
        Assert.Contains("\e[32m", terminal.Output, StringComparison.Ordinal);

        await SucceedAsync("Resize-Module", "seen", "3");
        await terminal.ShowsAsync("■ 3 Responsive");
        await SucceedAsync("Switch-Module", "seen", "-Version", "2.0.0", "-Image", "registry.local/missing:2", "-NoWait");
        await terminal.ShowsAsync("seen 1.0.0 → 2.0.0");
        await terminal.ShowsAsync("× Image.NotFound");

        await terminal.ResizeAsync(60, 12);
        await terminal.ShowsAsync("Ctrl+C ends");
        Assert.True(terminal.Screen.Lines[0].Length == 60, terminal.Screen.Text);

        await terminal.TypeAsync("\u0003");
        Assert.Equal(130, await terminal.EndAsync());
        AssertTidy(terminal);
        Assert.Contains("Responsive", terminal.Output[terminal.Output.LastIndexOf("\e[?1049l", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_with_q_and_knows_no_colour_where_none_is_wanted()
    {
        Assert.SkipWhen(PseudoTerminal.Missing is not null, PseudoTerminal.Missing ?? "");
        deploy.Variables["NO_COLOR"] = "1";
        await using var terminal = await PseudoTerminal.StartAsync(deploy, 80, 24, "Get-ReplicaStatus", "nothing-*", "-Watch");
        deploy.Variables.Remove("NO_COLOR");
        await terminal.ShowsAsync("no replicas");
        await terminal.TypeAsync("q");
        Assert.Equal(0, await terminal.EndAsync());
        AssertTidy(terminal);
        Assert.DoesNotMatch(@"\e\[[0-9;]+m", terminal.Output.Replace("\e[0m", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_fails_is_told_on_a_tidy_terminal()
    {
        Assert.SkipWhen(PseudoTerminal.Missing is not null, PseudoTerminal.Missing ?? "");
        var config = deploy.Write("dead", "{apiVersion: v1, kind: Config, current-context: x, clusters: [{name: x, cluster: {server: 'http://127.0.0.1:1'}}], users: [{name: x, user: {}}], contexts: [{name: x, context: {cluster: x, user: x}}]}");
        await using var terminal = await PseudoTerminal.StartAsync(deploy, 80, 24, "Get-ReplicaStatus", "-Watch", "-Kubeconfig", config);
        Assert.Equal(1, await terminal.EndAsync());
        AssertTidy(terminal);
        Assert.Contains("Error KubeAPIServer.ConnectionRefused", terminal.Output, StringComparison.Ordinal);
    }

    private static void AssertTidy(PseudoTerminal terminal)
    {
        var screen = terminal.Screen;
        Assert.False(screen.IsAlternate);
        Assert.True(screen.IsCursorVisible);
        Assert.True(screen.WrapsLines);
        Assert.True(screen.IsPlain);
    }

    private async Task SucceedAsync(params string[] arguments)
    {
        var result = await deploy.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
    }
}
