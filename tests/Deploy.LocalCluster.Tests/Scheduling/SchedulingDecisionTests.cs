using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Deploy.LocalCluster.Scheduling;

namespace Deploy.LocalCluster.Tests.Scheduling;

public sealed class SchedulingDecisionTests
{
    private readonly ClusterLoad cluster = new();

    [Fact]
    public void Without_nodes_it_says_so() => Refused("no nodes available to schedule pods", Pod());

    [Fact]
    public void Each_reason_is_counted_in_the_words_of_the_scheduler()
    {
        AddNode("a", cpu: "1");
        AddNode("b", cpu: "1");
        AddNode("c", taints: new Taint { Key = "schedule.koupleless.io/virtual-node", Value = "True", Effect = "NoExecute" });
        AddNode("d", unschedulable: true);
        Refused(
            "0/4 nodes are available: 1 node(s) had taint {schedule.koupleless.io/virtual-node: True}, that the pod didn't tolerate, 1 node(s) were unschedulable, 2 Insufficient cpu.",
            Pod(cpu: "2"));
    }

    [Fact]
    public void Several_lacking_resources_are_all_named()
    {
        AddNode("a", cpu: "1", memory: "1Gi");
        Refused("0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.", Pod(cpu: "2", memory: "2Gi"));
    }

    [Fact]
    public void A_full_node_takes_no_more_pods()
    {
        AddNode("a", pods: "1");
        cluster.Place(Pod(), "a");
        Refused("0/1 nodes are available: 1 Too many pods.", Pod());
    }

    [Fact]
    public void What_is_placed_counts_against_the_node()
    {
        AddNode("a", cpu: "2");
        cluster.Place(Pod(cpu: "1500m"), "a");
        Refused("0/1 nodes are available: 1 Insufficient cpu.", Pod(cpu: "1"));
        Placed("a", Pod(cpu: "500m"));
    }

    [Fact]
    public void A_tolerated_taint_does_not_matter()
    {
        AddNode("a", taints: new Taint { Key = "schedule.koupleless.io/virtual-node", Value = "True", Effect = "NoExecute" });
        var pod = Pod();
        Placed("a", pod with { Spec = pod.Spec with { Tolerations = [new() { Key = "schedule.koupleless.io/virtual-node", Operator = "Equal", Value = "True", Effect = "NoExecute" }] } });
    }

    [Fact]
    public void Node_selector_and_required_affinity_choose_the_node()
    {
        AddNode("a", labels: ("disk", "hdd"));
        AddNode("b", labels: ("disk", "ssd"));
        var pod = Pod();
        Placed("b", pod with { Spec = pod.Spec with { NodeSelector = new Dictionary<string, string> { ["disk"] = "ssd" } } });
        Placed("a", pod with { Spec = pod.Spec with { Affinity = Required("disk", "NotIn", "ssd") } });
        Refused("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity.", pod with { Spec = pod.Spec with { Affinity = Required("disk", "In", "nvme") } });
    }

    [Fact]
    public void A_preferred_node_wins()
    {
        AddNode("a");
        AddNode("b", labels: ("zone", "near"));
        var pod = Pod();
        var preference = new PreferredSchedulingTerm { Weight = 10, Preference = new() { MatchExpressions = [new() { Key = "zone", Operator = "In", Values = ["near"] }] } };
        cluster.Place(Pod(cpu: "1"), "b");
        Placed("b", pod with { Spec = pod.Spec with { Affinity = new() { NodeAffinity = new() { PreferredDuringSchedulingIgnoredDuringExecution = [preference] } } } });
    }

    [Fact]
    public void Anti_affinity_keeps_replicas_apart_in_both_directions()
    {
        AddNode("a");
        AddNode("b");
        var apart = Labelled("web") with { Spec = Pod().Spec with { Affinity = new() { PodAntiAffinity = Near("web") } } };
        cluster.Place(apart with { Metadata = apart.Metadata with { Uid = "1" } }, "a");
        Placed("b", apart with { Metadata = apart.Metadata with { Uid = "2" } });
        Placed("b", Labelled("web"));
        cluster.Place(apart with { Metadata = apart.Metadata with { Uid = "2" } }, "b");
        Refused("0/2 nodes are available: 2 node(s) didn't match pod affinity/anti-affinity, 2 node(s) didn't match pod anti-affinity rules.", apart);
        Refused("0/2 nodes are available: 2 node(s) didn't match pod affinity/anti-affinity, 2 node(s) didn't satisfy existing pods anti-affinity rules.", Labelled("web"));
    }

    [Fact]
    public void Affinity_brings_pods_together_and_lets_the_first_go_anywhere()
    {
        AddNode("a");
        AddNode("b");
        var together = Labelled("web") with { Spec = Pod().Spec with { Affinity = new() { PodAffinity = Near("web") } } };
        cluster.Place(Pod(cpu: "1"), "a");
        Placed("b", together);
        cluster.Place(together with { Metadata = together.Metadata with { Uid = "1" } }, "a");
        Placed("a", together);
        var stranger = Pod() with { Spec = Pod().Spec with { Affinity = new() { PodAffinity = Near("db") } } };
        Refused("0/2 nodes are available: 2 node(s) didn't match pod affinity rules, 2 node(s) didn't match pod affinity/anti-affinity.", stranger);
    }

    [Fact]
    public void Pods_are_spread_over_the_domains_of_a_label()
    {
        AddNode("a", labels: ("zone", "east"));
        AddNode("b", labels: ("zone", "west"), unschedulable: true);
        AddNode("c");
        var spread = Labelled("web");
        spread = spread with
        {
            Spec = spread.Spec with
            {
                TopologySpreadConstraints = [new() { MaxSkew = 1, TopologyKey = "zone", WhenUnsatisfiable = "DoNotSchedule", LabelSelector = new() { MatchLabels = spread.Metadata.Labels } }],
            },
        };
        Placed("a", spread);
        cluster.Place(spread with { Metadata = spread.Metadata with { Uid = "1" } }, "a");
        Refused(
            "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1 node(s) didn't match pod topology spread constraints (missing required label), 1 node(s) were unschedulable.",
            spread);
    }

    [Fact]
    public void A_thousand_pods_are_placed_evenly()
    {
        for (var i = 0; i < 20; i++)
            AddNode($"n{i:00}", pods: "110");
        var owner = new OwnerReference { Kind = "ReplicaSet", Name = "web", Uid = "set", Controller = true };
        for (var i = 0; i < 1000; i++)
        {
            var pod = Pod() with { Metadata = new() { Name = $"web-{i}", Namespace = "default", Uid = $"{i}", OwnerReferences = [owner] } };
            cluster.Place(pod, SchedulingDecision.Decide(pod, cluster).NodeName!);
        }

        Assert.All(cluster.Nodes, node => Assert.Equal(50, node.Pods.Count));
    }

    private static Pod Pod(string? cpu = null, string? memory = null)
    {
        var requests = new Dictionary<string, Quantity>();
        if (cpu is not null)
            requests["cpu"] = Quantity.Parse(cpu);
        if (memory is not null)
            requests["memory"] = Quantity.Parse(memory);
        return new()
        {
            Metadata = new() { Name = "pod", Namespace = "default", Uid = Guid.NewGuid().ToString() },
            Spec = new() { Containers = [new() { Name = "main", Resources = new() { Requests = requests } }] },
        };
    }

    private static Pod Labelled(string app)
    {
        var pod = Pod();
        return pod with { Metadata = pod.Metadata with { Labels = new Dictionary<string, string> { ["app"] = app } } };
    }

    private static PodAffinity Near(string app) => new()
    {
        RequiredDuringSchedulingIgnoredDuringExecution =
        [
            new() { TopologyKey = "kubernetes.io/hostname", LabelSelector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = app } } },
        ],
    };

    private static Affinity Required(string key, string operation, params string[] values) => new()
    {
        NodeAffinity = new()
        {
            RequiredDuringSchedulingIgnoredDuringExecution = new()
            {
                NodeSelectorTerms = [new() { MatchExpressions = [new() { Key = key, Operator = operation, Values = values }] }],
            },
        },
    };

    private void AddNode(string name, string cpu = "4", string memory = "8Gi", string pods = "110", bool unschedulable = false, Taint? taints = null, (string Key, string Value)? labels = null)
    {
        var all = new Dictionary<string, string> { ["kubernetes.io/hostname"] = name };
        if (labels is { } label)
            all[label.Key] = label.Value;
        cluster.Put(new Node
        {
            Metadata = new() { Name = name, Labels = all },
            Spec = new() { Unschedulable = unschedulable, Taints = taints is null ? [] : [taints] },
            Status = new() { Allocatable = new Dictionary<string, Quantity> { ["cpu"] = Quantity.Parse(cpu), ["memory"] = Quantity.Parse(memory), ["pods"] = Quantity.Parse(pods) } },
        });
    }

    private void Placed(string node, Pod pod) => Assert.Equal(new SchedulingResult(node, null), SchedulingDecision.Decide(pod, cluster));

    private void Refused(string message, Pod pod) => Assert.Equal(new SchedulingResult(null, message), SchedulingDecision.Decide(pod, cluster));
}
