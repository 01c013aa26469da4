using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Testing.Bases;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>Peer Deployments have one replica on every base.</summary>
public sealed class PeerTests(ClusterPair clusters) : BaseCase(clusters)
{
    [Theory, BothClusters]
    public async Task They_follow_the_number_of_bases(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind);
        await bed.StartBasesAsync(1);
        await DeployAsync(bed, "peer", replicas: 1, peer: true);
        await UntilReadyAsync(bed, "peer", 1);
        await bed.StartBasesAsync(3);
        await UntilReadyAsync(bed, "peer", 4);
        foreach (var leaving in bed.Bases.Take(2).ToList())
        {
            await leaving.SayGoodbyeAsync();
            await bed.KillAsync(leaving);
        }
        await Eventually.UntilAsync(async () => await ReplicasAsync(bed) == 2, "two wanted replicas");
        await UntilReadyAsync(bed, "peer", 2);
    }

    [Theory, BothClusters]
    public async Task One_that_opted_out_is_left_alone(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind);
        await bed.StartBasesAsync(2);
        await DeployAsync(bed, "peer", replicas: 1);
        await bed.Client.PatchAsync(Deployments, bed.Namespace, "peer", Patch.Merge((JsonObject)JsonNode.Parse("""{"metadata":{"labels":{"virtual-kubelet.koupleless.io/strategy":"peer","virtual-kubelet.koupleless.io/replicas-control":"true"}}}""")!));
        await bed.Client.CreateAsync(Deployments, bed.Namespace, ModuleObjects.Deployment("watched", "1.0.0", bed.Package("watched"), 1, bed.Environment, peer: true));
        await UntilReadyAsync(bed, "watched", 2);
        Assert.Equal(1, await ReplicasAsync(bed));
    }

    [Theory, BothClusters]
    public async Task A_new_version_goes_to_every_base_without_a_moment_in_which_one_has_none(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind);
        var bases = await bed.StartBasesAsync(2);
        await DeployAsync(bed, "peer", replicas: 2, peer: true);
        await UntilReadyAsync(bed, "peer", 2);
        using var done = new CancellationTokenSource();
        using var http = new HttpClient();
        var failed = CountFailuresAsync(http, [.. bases.Select(b => new Uri(b.Address, "peer/hello"))], done.Token);

        var next = ModuleObjects.Deployment("peer", "2.0.0", bed.Package("peer", "2.0.0"), 2, bed.Environment, peer: true);
        await bed.Client.PatchAsync(Deployments, bed.Namespace, "peer", Patch.Merge(new JsonObject { ["spec"] = next["spec"]!.DeepClone() }));
        await UntilReadyAsync(bed, "peer", 2, "2.0.0");
        IReadOnlyList<string> left = [];
        await Task.WhenAny(Eventually.UntilAsync(async () => (left = await OldAsync(bed)).Count == 0, "the end of the old replicas"));
        Assert.Empty(left);
        await done.CancelAsync();
        Assert.Equal((0, true), await failed);
        Assert.True((await bed.PodsAsync("peer")).Count < 12, "replacements of what was pushed aside must not come without an end");
    }

    [Theory, BothClusters]
    public async Task A_rollback_brings_the_older_version_back(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind);
        await bed.StartBasesAsync(1);
        await DeployAsync(bed, "peer", replicas: 1, peer: true);
        await UntilReadyAsync(bed, "peer", 1);
        foreach (var version in new[] { "2.0.0", "1.0.0" })
        {
            var next = ModuleObjects.Deployment("peer", version, bed.Package("peer", version), 1, bed.Environment, peer: true);
            await bed.Client.PatchAsync(Deployments, bed.Namespace, "peer", Patch.Merge(new JsonObject { ["spec"] = next["spec"]!.DeepClone() }));
            await UntilReadyAsync(bed, "peer", 1, version);
        }
    }

    private static async Task<IReadOnlyList<string>> OldAsync(BaseBed bed) =>
        [.. (await bed.PodsAsync("peer")).Where(p => p.Status.Phase != "Failed" && p.Metadata.Labels["module.koupleless.io/version"] != "2.0.0").Select(p => $"{p.Metadata.Name} {p.Spec.NodeName} {p.Status.Phase} {p.Metadata.DeletionTimestamp} {string.Join(" ", p.Status.ContainerStatuses.Select(c => c.State))}")];

    private static async Task<int> ReplicasAsync(BaseBed bed) => await bed.Client.GetScaleAsync(Resources.Deployments, bed.Namespace, "peer");

    private static async Task<(int Failed, bool Asked)> CountFailuresAsync(HttpClient http, IReadOnlyList<Uri> addresses, CancellationToken cancellationToken)
    {
        var (failed, asked) = (0, 0);
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var address in addresses)
            {
                using var answer = await http.GetAsync(address, CancellationToken.None);
                asked++;
                failed += answer.IsSuccessStatusCode ? 0 : 1;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
        return (failed, asked > 0);
    }
}
