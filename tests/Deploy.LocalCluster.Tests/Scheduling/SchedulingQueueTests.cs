using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Scheduling;

namespace Deploy.LocalCluster.Tests.Scheduling;

/// <summary>What is worth another try, and when.</summary>
public sealed class SchedulingQueueTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SchedulingQueue queue = new();

    [Fact]
    public void A_node_that_refuses_a_pod_does_not_make_it_wait_longer_for_one_that_suits()
    {
        TurnedAway(Pod("waits", version: "2"));
        queue.Wake(Node("other", version: "1"), before: null);
        Assert.Null(queue.NextAt());
        queue.Wake(Node("suits", version: "2", new Taint { Key = "node.kubernetes.io/not-ready", Effect = "NoSchedule" }), before: null);
        Assert.Null(queue.NextAt());
        queue.Wake(Node("suits", version: "2"), Node("suits", version: "2", new Taint { Key = "node.kubernetes.io/not-ready", Effect = "NoSchedule" }));
        Assert.Equal(s_start.AddSeconds(1), queue.NextAt());
        Assert.Empty(queue.Due(s_start.AddMilliseconds(999)));
        Assert.Equal("waits", Assert.Single(queue.Due(s_start.AddSeconds(1))).Pod.Metadata.Name);
    }

    [Fact]
    public void Each_try_in_vain_doubles_the_wait_up_to_ten_seconds()
    {
        queue.Put(Pod("waits", version: "2"));
        var now = s_start;
        foreach (var seconds in new[] { 1, 2, 4, 8, 10, 10 })
        {
            Assert.Single(queue.Due(now)).Failed(now);
            queue.Wake();
            Assert.Equal(now.AddSeconds(seconds), queue.NextAt());
            now = now.AddSeconds(seconds);
        }
    }

    [Fact]
    public void Where_neighbours_decide_a_node_that_changes_its_domain_may_help_elsewhere()
    {
        var spread = Pod("spread", version: "2");
        TurnedAway(spread with { Spec = spread.Spec with { TopologySpreadConstraints = [new() { TopologyKey = "zone", MaxSkew = 1 }] } });
        queue.Wake(Node("other", version: "1"), Node("other", version: "1"));
        Assert.Null(queue.NextAt());
        queue.Wake(Node("other", version: "1"), Node("other", version: "3"));
        Assert.NotNull(queue.NextAt());
    }

    private void TurnedAway(Pod pod)
    {
        queue.Put(pod);
        Assert.Single(queue.Due(s_start)).Failed(s_start);
    }

    private static Pod Pod(string name, string version) => new()
    {
        Metadata = new() { Name = name, Namespace = "default", Uid = name },
        Spec = new() { NodeSelector = new Dictionary<string, string> { ["version"] = version } },
    };

    private static Node Node(string name, string version, params Taint[] taints) => new()
    {
        Metadata = new() { Name = name, Labels = new Dictionary<string, string> { ["version"] = version } },
        Spec = new() { Taints = taints },
    };
}
