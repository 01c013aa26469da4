using System.Diagnostics;
using System.Text.Json;
using Deploy.Testing;

namespace Deploy.Console.Tests.Processes;

/// <summary>Two local clusters, each under a home of its own.</summary>
public sealed class TwoHomesTests
{
    [Fact]
    public async Task They_do_not_disturb_each_other_and_each_is_stopped_alone()
    {
        using DeployProgram one = new(), other = new();
        try
        {
            var (first, second) = (await StartAsync(one), await StartAsync(other));
            Assert.NotEqual(first, second);
            await SucceedAsync(one, "Publish-Module", "shop", "1.0.0", "registry.local/ok:1");
            await SucceedAsync(other, "Publish-Module", "shop", "2.0.0", "registry.local/ok:2", "-Replicas", "2");
            Assert.Equal("1.0.0", await VersionAsync(one));
            Assert.Equal("2.0.0", await VersionAsync(other));

            await SucceedAsync(one, "Stop-LocalCluster");
            await EndedAsync(first);
            Assert.True(IsAlive(second));
            Assert.Equal("2.0.0", await VersionAsync(other));
            Assert.Equal(1, (await one.RunAsync("Get-PublishedModule")).ExitCode);

            using (var process = Process.GetProcessById(second))
                process.Kill();
            var third = await StartAsync(other);
            Assert.NotEqual(second, third);
            Assert.Empty(await JsonAsync(other, "Get-PublishedModule"));
            await SucceedAsync(other, "Stop-LocalCluster");
            await EndedAsync(third);
        }
        finally
        {
            await one.RunAsync("Stop-LocalCluster");
            await other.RunAsync("Stop-LocalCluster");
        }
    }

    private static async Task<int> StartAsync(DeployProgram deploy) => Assert.Single(await JsonAsync(deploy, "Start-LocalCluster")).GetProperty("ProcessId").GetInt32();

    private static async Task<string?> VersionAsync(DeployProgram deploy) => Assert.Single(await JsonAsync(deploy, "Get-PublishedModule", "shop")).GetProperty("Version").GetString();

    private static async Task<List<JsonElement>> JsonAsync(DeployProgram deploy, params string[] arguments)
    {
        using var json = JsonDocument.Parse(await SucceedAsync(deploy, [.. arguments, "-Output", "json"]));
        return [.. json.RootElement.EnumerateArray().Select(element => element.Clone())];
    }

    private static async Task<string> SucceedAsync(DeployProgram deploy, params string[] arguments)
    {
        var result = await deploy.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)}: {result.Error}");
        return result.Output;
    }

    // Who has ended is there for a moment yet, until the system has taken note of it.
    private static Task EndedAsync(int id) => Eventually.UntilAsync(() => !IsAlive(id), $"the end of process {id}");

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
