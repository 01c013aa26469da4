using Deploy.Operations.Maintenance;
using Status = Deploy.Functions.Tests.Host.StatusResult.Types.Status;

namespace Deploy.Functions.Tests;

/// <summary>Ticks that run to their end, well or not.</summary>
public sealed class TickTests
{
    public static TheoryData<string> Tasks => [.. MaintenanceTasks.Names];

    [Theory, MemberData(nameof(Tasks))]
    public async Task Every_task_runs_when_its_timer_ticks(string task)
    {
        await using var bed = await WorkerBed.StartAsync();
        var worker = await bed.StartWorkerAsync();

        var result = await worker.InvokeAsync(task);

        Assert.True(result.Status is Status.Success, result.Exception?.Message);
        Assert.True(await bed.IsReleasedAsync(task));
        await worker.LoggedAsync($"{task} on live: Completed");
    }

    [Fact]
    public async Task A_cluster_that_refuses_fails_the_tick_with_its_code_and_what_to_do()
    {
        await using var bed = await WorkerBed.StartAsync();
        bed.AddRefusing("gone");
        var worker = await bed.StartWorkerAsync();

        var result = await worker.InvokeAsync("RecycleReplicas");

        Assert.Equal(Status.Failure, result.Status);
        Assert.True(result.Exception.IsUserException);
        Assert.Equal("Deploy.Operations.Errors.DeployException", result.Exception.Type);
        Assert.StartsWith("RecycleReplicas failed on 1 of 2 clusters. gone: KubeAPIServer.ConnectionRefused: ", result.Exception.Message, StringComparison.Ordinal);
        await worker.LoggedAsync("RecycleReplicas on live: Completed");
    }

    [Fact]
    public async Task Of_several_namespaces_each_is_looked_after_and_the_store_once()
    {
        await using var bed = await WorkerBed.StartAsync();
        var token = TestContext.Current.CancellationToken;
        foreach (var ns in new[] { "shop", "tools" })
            await bed.Live.Client.CreateAsync(Kubernetes.Resources.Namespaces, null, new() { Metadata = new() { Name = ns } }, null, token);
        bed.Settings["DEPLOY_NAMESPACE"] = "shop, tools";
        var worker = await bed.StartWorkerAsync();

        foreach (var task in new[] { "AlignPeers", "ArchiveRetention", "PrunePackages" })
            Assert.Equal(Status.Success, (await worker.InvokeAsync(task)).Status);

        var leases = (await bed.Live.Client.ListAllAsync(Kubernetes.Resources.Leases, null, null, token)).Items.Select(lease => $"{lease.Metadata.Namespace}/{lease.Metadata.Name}");
        Assert.Equal(["shop/deploy-alignpeers", "shop/deploy-archiveretention", "shop/deploy-prunepackages", "tools/deploy-alignpeers"], leases.Where(name => name.Contains("/deploy-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_task_that_needs_a_store_says_that_there_is_none()
    {
        await using var bed = await WorkerBed.StartAsync();
        bed.Settings.Remove("DEPLOY_STORE");
        var worker = await bed.StartWorkerAsync();

        var result = await worker.InvokeAsync("PrunePackages");

        Assert.Equal(Status.Failure, result.Status);
        Assert.Contains("DEPLOY_STORE", result.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(Status.Success, (await worker.InvokeAsync("AlignPeers")).Status);
    }

    [Fact]
    public async Task A_setting_is_acted_upon_whatever_the_letter_case_of_its_boolean()
    {
        await using var bed = await WorkerBed.StartAsync(TimeSpan.FromHours(1));
        bed.Settings["DEPLOY_FORCE_LOST_NODES"] = "True";
        var pod = Deploy.Testing.Yaml.Read("""
            apiVersion: v1
            kind: Pod
            metadata: {name: lost, labels: {module-controller.koupleless.io/component: module} }
            spec: {nodeName: nowhere, containers: [{name: a, image: registry.local/ok:1}]}
            """);
        var token = TestContext.Current.CancellationToken;
        await bed.Live.Client.CreateAsync(Kubernetes.Resources.Untyped("", "v1", "pods", "Pod", true), "default", pod, null, token);
        await bed.Live.Client.DeleteAsync(Kubernetes.Resources.Pods, "default", "lost", null, token);
        Assert.Equal(1, await bed.CountPodsAsync());
        var worker = await bed.StartWorkerAsync();

        var result = await worker.InvokeAsync("StuckDeletions");

        Assert.True(result.Status is Status.Success, result.Exception?.Message);
        Assert.Equal(0, await bed.CountPodsAsync());
    }

    [Fact]
    public async Task A_run_whose_every_step_fails_fails_the_tick()
    {
        await using var bed = await WorkerBed.StartAsync(TimeSpan.FromHours(1));
        var broken = bed.Keep(await Receiver.StartAsync(status: 500));
        bed.Settings["DEPLOY_ALERT_WEBHOOK"] = broken.Address.ToString();
        var pod = Deploy.Testing.Yaml.Read("""
            apiVersion: v1
            kind: Pod
            metadata: {name: foreign, finalizers: [example.com/mine], labels: {module-controller.koupleless.io/component: module} }
            spec: {containers: [{name: a, image: registry.local/ok:1}]}
            """);
        var token = TestContext.Current.CancellationToken;
        await bed.Live.Client.CreateAsync(Kubernetes.Resources.Untyped("", "v1", "pods", "Pod", true), "default", pod, null, token);
        await bed.Live.Client.DeleteAsync(Kubernetes.Resources.Pods, "default", "foreign", null, token);
        var worker = await bed.StartWorkerAsync();

        var result = await worker.InvokeAsync("StuckDeletions");

        Assert.Equal(Status.Failure, result.Status);
        Assert.StartsWith("StuckDeletions failed on 1 of 1 clusters. live: 1 steps failed and none succeeded, the first on Pod default/foreign: ", result.Exception.Message, StringComparison.Ordinal);
    }
}
