using Deploy.Functions.Tests.Host;
using Deploy.Testing;

namespace Deploy.Functions.Tests;

/// <summary>What cannot be right is refused at the start, in one line that the host shows, and not at the first tick.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("DEPLOY_STOP_SECONDS", "5", "Deploy.InvalidSetting: DEPLOY_STOP_SECONDS must be a number from 1 to 4, not '5'.")]
    [InlineData("DEPLOY_FORCE_LOST_NODES", "maybe", "Deploy.InvalidSetting: DEPLOY_FORCE_LOST_NODES must be true or false, not 'maybe'.")]
    [InlineData("DEPLOY_MAX_AGE_HOURS", "48", "Deploy.InvalidSetting: DEPLOY_MAX_AGE_HOURS must be a number from 0.01 to 24, not '48'.")]
    [InlineData("DEPLOY_CONTEXTS", "live,elsewhere", "elsewhere")]
    [InlineData("DEPLOY_KUBECONFIG", "/nowhere/kubeconfig", "/nowhere/kubeconfig")]
    [InlineData("DEPLOY_STORE", "a store", "OtherUpstream.InvalidParameter: ")]
    public async Task A_setting_that_cannot_be_right_ends_the_worker_at_once(string name, string value, string told)
    {
        await using var bed = await WorkerBed.StartAsync();
        await bed.WriteKubeconfigAsync();
        bed.Settings[name] = value;
        await AssertRefusedAsync(bed.Host.Address, bed.Settings, told);
    }

    [Fact]
    public async Task Started_by_hand_it_says_who_has_to() =>
        await AssertRefusedAsync(null, new Dictionary<string, string>(StringComparer.Ordinal), "Deploy.InvalidSetting: This is a function app: only the Azure Functions host can start it.");

    [Fact]
    public async Task A_name_that_means_nothing_is_told()
    {
        await using var bed = await WorkerBed.StartAsync();
        bed.Settings["DEPLOY_MAX_AGE"] = "12";
        var worker = await bed.StartWorkerAsync();
        await worker.LoggedAsync("DEPLOY_MAX_AGE is no setting of ours and does nothing");
    }

    private static async Task AssertRefusedAsync(Uri? host, IReadOnlyDictionary<string, string> settings, string told)
    {
        await using var process = WorkerProcess.Launch(host, FunctionApp.Built, settings);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        var line = Assert.Single(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains(told, line, StringComparison.Ordinal);
    }
}
