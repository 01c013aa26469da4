using System.Diagnostics;
using System.Text.Json;
using Deploy.Testing.Servers;

namespace Deploy.Console.Tests.Processes;

/// <summary>The main job, each command a process of its own.</summary>
public sealed class MainJobTests(RunningDeploy running) : IClassFixture<RunningDeploy>
{
    private readonly DeployProgram deploy = running.Program;

    [Fact]
    public async Task Publish_scale_replace_fail_diagnose_and_roll_back()
    {
        await SucceedAsync("Publish-Module", "-Name", "biz1", "-Version", "1.0.0", "-Image", "registry.local/ok:1", "-Replicas", "3");
        Assert.Equal(["Responsive", "Responsive", "Responsive"], await StatesAsync());

        await SucceedAsync("Resize-Module", "biz1", "-Replicas", "5");
        Assert.Equal(5, (await StatesAsync()).Count);

        await SucceedAsync("Switch-Module", "biz1", "-Version", "2.0.0", "-Image", "registry.local/ok:2");
        var history = await JsonAsync("Get-ModuleRelease", "biz1");
        Assert.Equal(["2.0.0", "1.0.0"], Strings(history, "Version"));
        Assert.Equal(["Current", "Superseded"], Strings(history, "Status"));

        var failed = await deploy.RunAsync("Switch-Module", "biz1", "-Version", "3.0.0", "-Image", "registry.local/missing:3");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("Error Image.NotFound: ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("Suggestion: ", failed.Error, StringComparison.Ordinal);
        Assert.Equal(5, (await StatesAsync()).Count(state => state == "Responsive"));

        var diagnostic = await SucceedAsync("Get-ReplicaDiagnostic", "-Module", "biz1", "-State", "StartingError");
        Assert.Contains("ErrImagePull", diagnostic.Output, StringComparison.Ordinal);

        await SucceedAsync("Undo-ModuleRelease", "biz1", "-ToRevision", "1");
        var now = await JsonAsync("Get-PublishedModule", "biz1");
        Assert.Equal(["1.0.0"], Strings(now, "Version"));
        Assert.Equal(["Ready"], Strings(now, "State"));

        await SucceedAsync("Unpublish-Module", "biz1", "-Confirm:$false");
        Assert.Empty(Strings(await JsonAsync("Get-PublishedModule", "biz1*"), "Name"));
    }

    [Fact]
    public async Task WhatIf_changes_nothing_and_names_the_cluster()
    {
        var result = await SucceedAsync("Publish-Module", "idea", "1.0.0", "registry.local/ok:1", "-WhatIf");
        Assert.Equal("", result.Output);
        Assert.Contains("What if: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("module idea in namespace default of cluster local", result.Error, StringComparison.Ordinal);
        Assert.Contains("Create Deployment default/idea", result.Error, StringComparison.Ordinal);
        Assert.Empty(Strings(await JsonAsync("Get-PublishedModule", "idea*"), "Name"));
    }

    [Fact]
    public async Task What_nobody_can_be_asked_about_is_not_done()
    {
        await SucceedAsync("Publish-Module", "kept", "1.0.0", "registry.local/ok:1");
        var result = await deploy.RunAsync("Unpublish-Module", "kept");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("-Confirm:$false", result.Error, StringComparison.Ordinal);
        Assert.Equal(["kept"], Strings(await JsonAsync("Get-PublishedModule", "kept*"), "Name"));
    }

    [Theory]
    [InlineData("Module.NotFound", "Get-ReplicaStatus", "nothing")]
    [InlineData("Module.NotFound", "Resize-Module", "nothing", "2")]
    [InlineData("Module.InvalidName", "Publish-Module", "No_Such", "1.0.0", "registry.local/ok:1")]
    [InlineData("Module.InvalidVersion", "Publish-Module", "fine", "1 0", "registry.local/ok:1")]
    [InlineData("Replica.NotFound", "Get-ReplicaLog", "nothing-1")]
    [InlineData("Replica.NotFound", "Get-ReplicaDiagnostic", "nothing-1")]
    [InlineData("Manifest.Unreadable", "Publish-Module", "-Path", "nowhere.yaml")]
    public async Task Bad_input_is_refused_with_its_code(string code, params string[] arguments)
    {
        var result = await deploy.RunAsync(arguments);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"Error {code}: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("Suggestion: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_show_nowhere()
    {
        var url = "http://127.0.0.1:1/packages/shop.jar?sv=2024-01-01&sig=Pl4nt3dSign4ture%3D";
        var publish = await deploy.RunAsync(
            "Publish-Module", "shop", "1.0.0", url, "-Environment", "DB_PASSWORD=Pl4nt3dPassw0rd", "-Verbose", "-NoWait");
        var shown = publish.Output + publish.Error;
        foreach (var format in new[] { "table", "wide", "list", "json" })
        {
            foreach (var command in new[] { "Get-PublishedModule", "Get-ReplicaStatus", "Get-ModuleRelease" })
                shown += await EverythingAsync(command, "shop", "-Output", format, "-Verbose");
        }
        shown += await EverythingAsync("Get-ReplicaDiagnostic", "-Module", "shop", "-Output", "json", "-Verbose");
        shown += await EverythingAsync("Publish-Module", "shop", "2.0.0", url + "2", "-WhatIf", "-Verbose");
        Assert.Contains("shop", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Pl4nt3d", shown, StringComparison.Ordinal);
        var secretPath = new Uri(File.ReadAllLines(Path.Combine(deploy.Home, "local", "kubeconfig")).First(line => line.Contains("server:", StringComparison.Ordinal)).Split("server:")[1].Trim());
        Assert.DoesNotContain(secretPath.AbsolutePath.Trim('/'), shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_ends_in_order_when_it_is_interrupted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to interrupt one process with.");
        Assert.SkipWhen(IgnoresInterrupts(), "This process was started with SIGINT ignored (a job in the background), and so is what it starts.");
        await SucceedAsync("Publish-Module", "seen", "1.0.0", "registry.local/ok:1");
        using var watch = deploy.Start("Get-ReplicaStatus", "seen", "-Watch");
        Assert.StartsWith("Name ", await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("Responsive", await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var kill = Process.Start("kill", ["-INT", watch.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await watch.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(130, watch.ExitCode);
    }

    // The second bit of the mask is SIGINT (proc(5)).
    private static bool IgnoresInterrupts() =>
        OperatingSystem.IsLinux() && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        && (Convert.ToUInt64(mask["SigIgn:".Length..].Trim(), 16) & 2) != 0;

    private async Task<CommandResult> SucceedAsync(params string[] arguments)
    {
        var result = await deploy.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
        return result;
    }

    private async Task<string> EverythingAsync(params string[] arguments)
    {
        var result = await deploy.RunAsync(arguments);
        return result.Output + result.Error;
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await SucceedAsync([.. arguments, "-Output", "json"]);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private async Task<IReadOnlyList<string>> StatesAsync()
    {
        var replicas = await JsonAsync("Get-ReplicaStatus", "-Name", "biz1");
        return [.. Strings(replicas, "State").Where(state => state != "Decommissioned")];
    }

    private static List<string> Strings(JsonElement array, string property) =>
        [.. array.EnumerateArray().Select(item => item.GetProperty(property).GetString()!)];
}
