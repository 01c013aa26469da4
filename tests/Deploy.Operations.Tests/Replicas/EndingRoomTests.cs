using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Replicas;
using Deploy.Operations.Replicas.Waiting;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Replicas;

/// <summary>Room that is held only by replicas that are ending is waited for; room that will not be enough is not.</summary>
public sealed class EndingRoomTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    // What the new replica asks for, what one that stands or ends has of it, and the words of the scheduler.
    private static readonly Dictionary<string, (string Asks, string Has, string Said)> Kinds = new(StringComparer.Ordinal)
    {
        ["places"] = ("containers: [{name: c}]", "containers: [{name: c}]", "Too many pods"),
        ["cpu"] = ("containers: [{name: c, resources: {requests: {cpu: 3}}}]", "containers: [{name: c, resources: {requests: {cpu: 2}}}]", "Insufficient cpu"),
        ["memory"] = ("containers: [{name: c, resources: {limits: {memory: 3Gi}}}]", "containers: [{name: c, resources: {requests: {memory: 2Gi}}}]", "Insufficient memory"),
        ["extended"] = ("containers: [{name: c, resources: {limits: {example.com/gpu: 1}}}]", "containers: [{name: c, resources: {requests: {example.com/gpu: 1}}}]", "Insufficient example.com/gpu"),
        ["host port"] = ("containers: [{name: c, ports: [{containerPort: 1, hostPort: 80}]}]", "containers: [{name: c, ports: [{containerPort: 2, hostPort: 80}]}]", "node(s) didn't have free ports for the requested pod ports"),
        ["peers"] = (OnePerHost("containers: [{name: c}]"), OnePerHost("containers: [{name: c}]"), "node(s) didn't match pod anti-affinity rules"),
        ["keeps others away"] = ("containers: [{name: c}]", OnePerHost("containers: [{name: c}]"), "node(s) didn't satisfy existing pods anti-affinity rules"),
    };

    public static TheoryData<string> AllKinds => [.. Kinds.Keys];

    [Theory, MemberData(nameof(AllKinds))]
    public void What_an_ending_replica_holds_comes_free_at_the_end_of_its_grace(string kind)
    {
        var verdict = Decide(kind, Nodes(kind), Holder(kind, "a", "base-1", endsIn: 28));
        Assert.Equal(new EndingRoom("base-1", 1, Now.AddSeconds(28)), verdict.Room);
        Assert.EndsWith("; waits for 1 replica that is ending on base-1, at most 43 s.", verdict.Cause!.Message, StringComparison.Ordinal);
        // Past the grace of having no node, and not given up.
        var wait = ReplicaWait.Judge(new() { Desired = 1 }, [new(Waiting(kind), verdict)], null, Now);
        Assert.Equal((WaitOutcome.Pending, Now.AddSeconds(43)), (wait.Outcome, wait.JudgeAgainAt));
        Assert.Contains("waits for 1 replica", wait.Message, StringComparison.Ordinal);
        Assert.Equal(WaitOutcome.Impossible, ReplicaWait.Judge(new() { Desired = 1 }, [new(Waiting(kind), verdict)], null, Now.AddSeconds(43)).Outcome);
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void What_another_holds_as_well_does_not_come_free(string kind)
    {
        // Enough of them that the node is as full without the one that ends.
        var verdict = Decide(kind, Nodes(kind), Holder(kind, "a", "base-1", endsIn: 28), Holder(kind, "b", "base-1"));
        Assert.Null(verdict.Room);
        Assert.DoesNotContain("waits for", verdict.Cause!.Message, StringComparison.Ordinal);
        Assert.Equal(WaitOutcome.Impossible, ReplicaWait.Judge(new() { Desired = 1 }, [new(Waiting(kind), verdict)], null, Now).Outcome);
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void A_replica_that_ends_long_after_its_grace_is_stuck(string kind)
    {
        Assert.Equal(1, Decide(kind, Nodes(kind), Holder(kind, "a", "base-1", endsIn: -14)).Room?.Replicas);
        Assert.Null(Decide(kind, Nodes(kind), Holder(kind, "a", "base-1", endsIn: -15)).Room);
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void A_node_that_takes_no_such_replica_gives_no_room(string kind)
    {
        foreach (var refusal in new[] { "unschedulable: true", "taints: [{key: k, effect: NoSchedule}]" })
            Assert.Null(Decide(kind, [Node("base-1", refusal)], Holder(kind, "a", "base-1", endsIn: 28)).Room);
        Assert.Null(Decide(kind, Nodes(kind), Holder(kind, "a", "base-9", endsIn: 28) with { Status = new() { Phase = "Succeeded" } }, Holder(kind, "b", "base-1")).Room);
    }

    [Fact]
    public void The_first_room_counts_and_all_that_must_have_gone_before()
    {
        Node[] nodes = [Node("base-1"), Node("base-2", cores: 3)];
        Pod[] ending = [Holder("cpu", "a", "base-1", 10), Holder("cpu", "b", "base-1", 20), Holder("cpu", "c", "base-2", 25)];
        // Two cores come free with the first to end; for three both must have gone, still before the one on base-2.
        var small = Kinds["cpu"].Asks.Replace("cpu: 3", "cpu: 2", StringComparison.Ordinal);
        Assert.Equal(new EndingRoom("base-1", 1, Now.AddSeconds(10)), Decide(small, "Insufficient cpu", nodes, ending).Room);
        Assert.Equal(new EndingRoom("base-1", 2, Now.AddSeconds(20)), Decide("cpu", nodes, ending).Room);
        Assert.Equal(new EndingRoom("base-2", 1, Now.AddSeconds(25)), Decide("cpu", nodes, [ending[0], Holder("cpu", "b", "base-1"), ending[2]]).Room);
    }

    [Fact]
    public void Of_a_kind_that_is_wide_as_a_zone_the_room_comes_free_elsewhere()
    {
        var zoned = Kinds["peers"].Asks.Replace("kubernetes.io/hostname", "zone", StringComparison.Ordinal);
        Node[] nodes = [Node("base-1", "taints: [{key: k, effect: NoSchedule}]", zone: "z"), Node("base-2", zone: "z")];
        Assert.Equal(new EndingRoom(null, 1, Now.AddSeconds(5)), Decide(zoned, Kinds["peers"].Said, nodes, Holder("peers", "a", "base-1", 5)).Room);
    }

    [Fact]
    public void Room_that_is_there_already_is_given_the_time_that_the_scheduler_needs()
    {
        var verdict = Decide("cpu", [Node("base-1")]);
        Assert.Equal((0, Now.AddSeconds(15)), (verdict.Room!.Replicas, verdict.Room.Until));
        Assert.DoesNotContain("waits for", verdict.Cause!.Message, StringComparison.Ordinal);
        Assert.Equal(WaitOutcome.Pending, ReplicaWait.Judge(new() { Desired = 1 }, [new(Waiting("cpu"), verdict)], null, Now).Outcome);
    }

    [Fact]
    public void Who_may_not_read_the_cluster_waits_for_all_that_end_in_the_namespace()
    {
        var capacity = ClusterCapacity.OfNamespace([Holder("cpu", "a", "base-1", 10), Holder("cpu", "b", "base-2", 20), Holder("cpu", "c", "base-1")]);
        var verdict = ReplicaStates.Decide(Waiting("cpu"), new() { Capacity = capacity }, null, Now);
        Assert.Equal(new EndingRoom(null, 2, Now.AddSeconds(20)), verdict.Room);
        Assert.EndsWith("; waits for 2 replicas that are ending, at most 35 s.", verdict.Cause!.Message, StringComparison.Ordinal);
        Assert.Null(ClusterCapacity.OfNamespace([Holder("cpu", "c", "base-1")]).RoomFor(Waiting("cpu"), Now));
    }

    [Theory]
    [InlineData("node(s) had taint {a: b}, that the pod didn't tolerate")]
    [InlineData("node(s) had volume node affinity conflict")]
    [InlineData("node(s) were unschedulable")]
    [InlineData("node(s) didn't match node selector")]
    public void What_no_replica_holds_is_waited_for_as_ever(string said)
    {
        var verdict = Decide("containers: [{name: c}]", said, [Node("base-1")], Holder("places", "a", "base-1", 28));
        Assert.Null(verdict.Room);
        Assert.Equal(EvidenceKinds.None, ReplicaStates.Decide(Unplaced("containers: [{name: c}]", said), null, null, Now).Wants);
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void What_others_hold_wants_to_know_what_is_free(string kind) =>
        Assert.Equal(EvidenceKinds.Capacity, ReplicaStates.Decide(Waiting(kind), null, null, Now).Wants);

    private static string OnePerHost(string containers) => $$$"""
        affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: biz1} } }]}}
        {{{containers}}}
        """;

    // One place, four cores, four gibibytes and one device: as many as one holder leaves too little of, and two are too many of.
    private static Node[] Nodes(string kind) => kind == "places" ? [Node("base-1", places: 1)] : kind is "cpu" or "memory" ? [Node("base-1", cores: 4)] : [Node("base-1")];

    private static Node Node(string name, string spec = "", int places = 2, int cores = 4, string zone = "none") => Read<Node>($$"""
        metadata: {name: {{name}}, labels: {kubernetes.io/hostname: {{name}}, zone: {{zone}} } }
        spec: { {{spec}} }
        status: {allocatable: {pods: {{places}}, cpu: {{cores}}, memory: 4Gi, example.com/gpu: 1} }
        """);

    private static Pod Holder(string kind, string uid, string node, int? endsIn = null) => Read<Pod>($$"""
        metadata: {name: {{uid}}, uid: {{uid}}, namespace: default, labels: {app: biz1}, deletionTimestamp: {{(endsIn is { } seconds ? Time(seconds) : "null")}} }
        spec:
          nodeName: {{node}}
          {{Kinds[kind].Has.Replace("\n", "\n  ", StringComparison.Ordinal)}}
        status: {phase: Running}
        """);

    private static string Time(int seconds) => $"\"{Now.AddSeconds(seconds):yyyy-MM-dd'T'HH:mm:ss'Z'}\"";

    private static Pod Waiting(string kind) => Unplaced(Kinds[kind].Asks, Kinds[kind].Said);

    // Refused by the scheduler for longer than the grace of having no node.
    private static Pod Unplaced(string spec, string said) => Read<Pod>($$"""
        metadata: {name: new, uid: new, namespace: default, labels: {app: biz1, module-controller.koupleless.io/component: module} }
        spec:
          {{spec.Replace("\n", "\n  ", StringComparison.Ordinal)}}
        status:
          phase: Pending
          conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, lastTransitionTime: {{Time(-31)}}, message: "0/1 nodes are available: 1 {{said}}."}]
        """);

    private static ReplicaVerdict Decide(string kind, Node[] nodes, params Pod[] pods) => Decide(Kinds[kind].Asks, Kinds[kind].Said, nodes, pods);

    private static ReplicaVerdict Decide(string spec, string said, Node[] nodes, params Pod[] pods)
    {
        var pod = Unplaced(spec, said);
        return ReplicaStates.Decide(pod, new() { Capacity = new ClusterCapacity(nodes, [.. pods, pod]) }, null, Now);
    }

    private static T Read<T>(string yaml) => JsonSerializer.Deserialize(Yaml.Read(yaml), ModelJson.Of<T>())!;
}
