using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Testing;
using Status = Deploy.Functions.Tests.Host.StatusResult.Types.Status;

namespace Deploy.Functions.Tests;

/// <summary>What leaves the worker: to a collector, to its host, to its own output.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_collector_gets_traces_metrics_and_logs_of_every_cluster_under_the_hosts_own_trace()
    {
        await using var bed = await WorkerBed.StartAsync();
        var two = bed.Keep(await LocalClusterFixture.StartApiAsync(listen: true));
        bed.Add("two", two.Cluster.ListenerUri!);
        var collector = bed.Keep(await Receiver.StartAsync());
        Export(bed, collector);
        var worker = await bed.StartWorkerAsync();
        Assert.Equal("True", worker.Capabilities["WorkerOpenTelemetryEnabled"]);

        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        Assert.Equal(Status.Success, (await worker.InvokeAsync("StuckDeletions", traceParent: $"00-{Trace}-00f067aa0ba902b7-01")).Status);
        await worker.TerminateAsync();
        Assert.Equal(0, await worker.WaitForExitAsync());

        var traces = collector.Text("/v1/traces");
        Assert.All(new[] { "function StuckDeletions", "StuckDeletions live", "StuckDeletions two", System.Text.Encoding.Latin1.GetString(Convert.FromHexString(Trace)) },
            text => Assert.Contains(text, traces, StringComparison.Ordinal));
        Assert.Contains("deploy.maintenance.runs", collector.Text("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("StuckDeletions begins on", collector.Text("/v1/logs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_leaves_it()
    {
        await using var bed = await WorkerBed.StartAsync();
        bed.AddRefusing("gone", "PLANTEDPATH/");
        bed.Settings["DEPLOY_ALERT_WEBHOOK"] = "http://127.0.0.1:9/PLANTEDHOOK?token=PLANTEDHOOK";
        var collector = bed.Keep(await Receiver.StartAsync());
        Export(bed, collector);
        await PlantAsync(bed.Live.Client);
        var worker = await bed.StartWorkerAsync();

        var told = new List<string>();
        foreach (var task in MaintenanceTasks.Names)
            told.Add((await worker.InvokeAsync(task)).ToString());
        told.Add((await worker.InvokeAsync("RefreshUrls", """{"ScheduleStatus": "sig=PLANTEDPAYLOAD" """)).ToString());
        await worker.TerminateAsync();
        Assert.Equal(0, await worker.WaitForExitAsync());

        var all = string.Join('\n', [.. told, .. worker.Logs.Select(log => log.ToString()), worker.Output, collector.Text()]);
        // Not because there was nothing to tell.
        Assert.Contains("another store", all, StringComparison.Ordinal);
        Assert.Contains("KubeAPIServer.ConnectionRefused", all, StringComparison.Ordinal);
        Assert.DoesNotContain("PLANTED", all, StringComparison.Ordinal);
        Assert.DoesNotContain(bed.Live.Cluster.ListenerUri!.AbsolutePath.Trim('/'), all, StringComparison.Ordinal);
        var key = bed.Live.Cluster.Blobs.ConnectionString.Split("AccountKey=")[1].Split(';')[0];
        Assert.DoesNotContain(key, all, StringComparison.Ordinal);
    }

    private static void Export(WorkerBed bed, Receiver collector)
    {
        bed.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString();
        bed.Settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
    }

    // A workload whose URL is signed by another store and about to expire, and a replica of it in deletion that no one lets go.
    private static async Task PlantAsync(KubernetesClient client)
    {
        var deployment = Yaml.Read("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a}
            spec:
              selector: {matchLabels: {app: a} }
              template:
                metadata: {labels: {app: a} }
                spec:
                  containers:
                  - {name: a, image: "https://store.example/packages/a/1/a.jar?sv=1&se=2026-11-22T00%3A00%3A00Z&sig=PLANTEDSIGNATURE", env: [{name: DB_PASSWORD, value: PLANTEDPASSWORD}]}
            """);
        await client.CreateAsync(Resources.Untyped("apps", "v1", "deployments", "Deployment", true), "default", deployment, null, Token);
        var pod = Yaml.Read("""
            apiVersion: v1
            kind: Pod
            metadata: {name: a, finalizers: [module.deploy/archive-diagnostics], labels: {module-controller.koupleless.io/component: module, module.koupleless.io/name: a} }
            spec:
              containers:
              - {name: a, image: "https://store.example/packages/a/1/a.jar?sv=1&sig=PLANTEDSIGNATURE", env: [{name: DB_PASSWORD, value: PLANTEDPASSWORD}]}
            """);
        await client.CreateAsync(Resources.Untyped("", "v1", "pods", "Pod", true), "default", pod, null, Token);
        await client.DeleteAsync(Resources.Pods, "default", "a", null, Token);
    }
}
