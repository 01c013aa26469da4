using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Controllers;
using Deploy.LocalCluster.Controllers.Events;
using Deploy.LocalCluster.Scheduling;
using Deploy.Testing;
using Deploy.Testing.Bases;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.LocalCluster.Tests.Scheduling;

/// <summary>The scheduler on a cluster whose watches are late.</summary>
public sealed class SchedulerTests
{
    private static readonly ResourceType<JsonObject> Pods = Resources.Untyped("", "v1", "pods", "Pod", namespaced: true);

    [Fact]
    public async Task Pods_that_keep_apart_stay_apart_though_one_is_told_of_as_unbound_after_its_binding()
    {
        await using var fixture = await LocalClusterFixture.StartApiAsync();
        using var late = new KubernetesClient(fixture.Cluster.Connection with { Handler = new LaggingWatches(fixture.Cluster.CreateHandler(), TimeSpan.FromSeconds(0.5)) });
        var caches = new SharedCaches(late);
        var time = TimeProvider.System;
        using var scheduler = new Scheduler(new ControlContext(late, caches, new EventRecorder(late, time, NullLogger.Instance), time, NullLogger.Instance));
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(caches.RunAsync(stop.Token), scheduler.RunAsync(stop.Token));
        foreach (var node in (string[])["n1", "n2"])
            await fixture.Client.CreateAsync(Resources.Untyped("", "v1", "nodes", "Node", namespaced: false), null, Node(node));
        await caches.WaitForSyncAsync(CancellationToken.None);
        await Eventually.UntilAsync(() => caches.Nodes.Items.Count == 2, "both nodes");

        await fixture.Client.CreateAsync(Pods, "default", Pod("a"));
        // Once the scheduler has its pod, what happens to it is told of half a second later, with the next pod.
        await fixture.Client.PatchAsync(Pods, "default", "a", Patch.Merge(new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["note"] = "1" } } }));
        await fixture.Client.CreateAsync(Pods, "default", Pod("b"));
        await Eventually.UntilAsync(async () => await NodesAsync(fixture.Client) is { Count: 2 }, "two pods with a node");
        Assert.Equal(["n1", "n2"], (await NodesAsync(fixture.Client)).Order(StringComparer.Ordinal));
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static async Task<IReadOnlyList<string>> NodesAsync(KubernetesClient client) =>
        [.. (await client.ListAllAsync(Resources.Pods, "default")).Items.Select(p => p.Spec.NodeName).OfType<string>().Where(node => node.Length > 0)];

    private static JsonObject Node(string name) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name } },
        ["status"] = new JsonObject
        {
            ["allocatable"] = new JsonObject { ["pods"] = "10" },
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }),
        },
    };

    private static JsonObject Pod(string name)
    {
        var template = ModuleObjects.Deployment("m", "1", "http://h/m.jar", 1, "any")["spec"]!["template"]!.DeepClone().AsObject();
        template["spec"]!["affinity"]!.AsObject().Remove("nodeAffinity");
        template["metadata"]!["name"] = name;
        return template;
    }
}
