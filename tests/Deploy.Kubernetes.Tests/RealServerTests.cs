using Deploy.Kubernetes.Models;
using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.Kubernetes.Tests;

/// <summary>The client against a real control plane, by its kubeconfig with certificates; skipped where there is none.</summary>
public sealed class RealServerTests
{
    [Fact]
    public async Task The_main_verbs_hold_on_a_real_server()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        var token = TestContext.Current.CancellationToken;
        await using var plane = await RealControlPlane.StartAsync();
        using var client = new KubernetesClient(KubeConfig.Load([plane.Kubeconfig]).Connect());
        Assert.True((await client.GetVersionAsync(token)).IsAtLeast(1, 20));

        var watched = new List<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var watching = CollectAsync(client, watched, stop.Token);
        for (var i = 0; i < 5; i++)
            await client.CreateAsync(Resources.ConfigMaps, "default", new ConfigMap { Metadata = new() { Name = $"c{i}", Labels = new Dictionary<string, string> { ["t"] = "x" } } }, null, token);
        var names = new List<string>();
        await foreach (var map in client.ListAsync(Resources.ConfigMaps, "default", new ListOptions { LabelSelector = "t=x", PageSize = 2 }, token))
            names.Add(map.Metadata.Name);
        var patched = await client.PatchAsync(Resources.ConfigMaps, "default", "c0", Patch.Merge(new() { ["data"] = new System.Text.Json.Nodes.JsonObject { ["k"] = "v" } }), null, token);
        var stale = await Assert.ThrowsAsync<KubernetesException>(() => client.ReplaceAsync(Resources.ConfigMaps, "default", "c0", patched with { Metadata = patched.Metadata with { ResourceVersion = "1" } }, token));
        var wrongUid = await Assert.ThrowsAsync<KubernetesException>(() => client.DeleteAsync(Resources.ConfigMaps, "default", "c0", new DeleteOptions { Uid = "other" }, token));
        await client.DeleteAsync(Resources.ConfigMaps, "default", "c0", new DeleteOptions { Uid = patched.Metadata.Uid }, token);

        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], names);
        Assert.Equal("v", patched.Data["k"]);
        Assert.True(stale.IsConflict && wrongUid.IsConflict);
        Assert.Null(await client.FindAsync(Resources.ConfigMaps, "default", "c0", token));
        await Eventually.UntilAsync(() => watched.Contains("Deleted c0"), "the deletion in the watch");
        Assert.Equal(["Added c0", "Modified c0", "Deleted c0"], watched.Where(line => line.EndsWith("c0", StringComparison.Ordinal)));
        await LeaseAsync(client, token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    private static async Task LeaseAsync(KubernetesClient client, CancellationToken token)
    {
        var now = TimeProvider.System.GetUtcNow();
        var lease = await client.CreateAsync(Resources.Leases, "default", new Lease { Metadata = new() { Name = "lock" }, Spec = new() { HolderIdentity = "me", LeaseDurationSeconds = 40, RenewTime = now } }, null, token);
        var renewed = await client.ReplaceAsync(Resources.Leases, "default", "lock", lease with { Spec = lease.Spec with { RenewTime = now.AddSeconds(1) } }, token);
        Assert.Equal(1, Math.Round((renewed.Spec.RenewTime!.Value - lease.Spec.RenewTime!.Value).TotalSeconds, 5));
    }

    private static async Task CollectAsync(KubernetesClient client, List<string> into, CancellationToken token)
    {
        await foreach (var change in client.ListAndWatchAsync(Resources.ConfigMaps, "default", new ListOptions { LabelSelector = "t=x" }, token))
        {
            if (change.Object is { } map)
                into.Add($"{change.Type} {map.Metadata.Name}");
        }
    }
}
