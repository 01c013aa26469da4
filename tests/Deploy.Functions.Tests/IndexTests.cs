using System.Text.Json.Nodes;
using Deploy.Functions.Tests.Host;
using Deploy.Operations.Maintenance;

namespace Deploy.Functions.Tests;

/// <summary>What the host finds in the function app. A function that is not indexed never runs, and nothing says so.</summary>
public sealed class IndexTests(FunctionApp app) : IClassFixture<FunctionApp>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_task_is_a_function_of_its_name_with_its_schedule(bool isPublished)
    {
        var folder = isPublished ? await app.PublishedAsync() : FunctionApp.Built;
        await using var bed = await WorkerBed.StartAsync();
        var worker = await bed.StartWorkerAsync(app: folder);

        var indexed = worker.Functions.ToDictionary(function => function.Name, function => JsonNode.Parse(Assert.Single(function.RawBindings))!);
        Assert.Equal(MaintenanceSchedule.ByTask.OrderBy(each => each.Key), indexed.Select(each => KeyValuePair.Create(each.Key, (string)each.Value["schedule"]!)).OrderBy(each => each.Key));
        Assert.All(indexed.Values, binding => Assert.Equal(("timerTrigger", "In"), ((string?)binding["type"], (string?)binding["direction"])));
        Assert.All(worker.Functions, function => Assert.Equal(("dotnet-isolated", "Deploy.Functions.dll"), (function.Language, function.ScriptFile)));
        Assert.Equal(StatusResult.Types.Status.Success, (await worker.InvokeAsync("AlignPeers")).Status);
    }

    [Fact]
    public async Task The_published_folder_holds_what_the_host_reads_and_nothing_of_a_host_of_our_own()
    {
        var folder = await app.PublishedAsync();
        var metadata = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "functions.metadata"), TestContext.Current.CancellationToken))!.AsArray();
        Assert.Equal(MaintenanceTasks.Names.Order(), metadata.Select(function => (string)function!["name"]!).Order());
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "worker.config.json"), TestContext.Current.CancellationToken))!["description"]!;
        Assert.Equal(("dotnet", "Deploy.Functions.dll"), ((string?)config["defaultExecutablePath"], (string?)config["defaultWorkerPath"]));
        Assert.True(File.Exists(Path.Combine(folder, "extensions.json")));
        Assert.Empty(Directory.EnumerateFiles(folder, "Microsoft.AspNetCore.*"));
        Assert.Empty(Directory.EnumerateFiles(folder, "function.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_host_lets_a_function_run_for_longer_than_a_tick_may()
    {
        var host = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(FunctionApp.Built, "host.json"), TestContext.Current.CancellationToken))!;
        var timeout = TimeSpan.Parse((string)host["functionTimeout"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(TickLimits.Default.Whole, timeout * 0.8);
        Assert.Equal(("2.0", "OpenTelemetry"), ((string?)host["version"], (string?)host["telemetryMode"]));
    }

    [Fact]
    public async Task The_worker_tells_the_host_that_it_can_be_cancelled_and_ended()
    {
        await using var bed = await WorkerBed.StartAsync();
        var worker = await bed.StartWorkerAsync();
        Assert.Equal("True", worker.Capabilities["HandlesInvocationCancelMessage"]);
        Assert.Equal("True", worker.Capabilities["HandlesWorkerTerminateMessage"]);
        // Without a collector the host's own monitoring is to get what is logged.
        Assert.DoesNotContain("WorkerOpenTelemetryEnabled", worker.Capabilities.Keys);
    }
}
