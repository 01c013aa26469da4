using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Deploy.Kubernetes.Serialization;
using Deploy.Testing;

namespace Deploy.Kubernetes.Tests.Client;

/// <summary>The one rule by which the module controller and the timer count the bases of a peer, and leave it alone.</summary>
public sealed class PeerReplicasTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "", true)]
    [InlineData("unschedulable: true", "", false)]
    [InlineData("taints: [{key: schedule.koupleless.io/node-env, value: gray, effect: NoExecute}]", "", false)]
    [InlineData("taints: [{key: schedule.koupleless.io/node-env, value: gray, effect: NoExecute}]", "tolerations: [{key: schedule.koupleless.io/node-env, operator: Equal, value: gray, effect: NoExecute}]", true)]
    [InlineData("taints: [{key: schedule.koupleless.io/node-env, value: gray, effect: NoExecute}]", "tolerations: [{key: schedule.koupleless.io/node-env, value: blue}]", false)]
    [InlineData("taints: [{key: example.com/anything, effect: NoSchedule}]", "tolerations: [{operator: Exists}]", true)]
    [InlineData("taints: [{key: example.com/anything, effect: PreferNoSchedule}]", "", true)]
    [InlineData("taints: [{key: node.kubernetes.io/unreachable, effect: NoExecute}]", "", true)]
    [InlineData("", "nodeSelector: {zone: a}", true)]
    [InlineData("", "nodeSelector: {zone: b}", false)]
    [InlineData("", "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}]}}}", false)]
    public void A_base_counts_where_the_scheduler_would_put_a_replica(string node, string pod, bool counts)
    {
        var (peer, one) = (Peer(9, pod), Base("b1", node));
        Assert.Equal(counts, PeerReplicas.IsReady(one) && PeerReplicas.Admits(peer.Spec.Template.Spec, one));
        Assert.Equal(counts ? 1 : null, PeerReplicas.Wanted(peer, [one]));
    }

    [Fact]
    public void Nothing_is_changed_where_all_is_well_or_nothing_is_seen()
    {
        Assert.Null(PeerReplicas.Wanted(Peer(1, ""), [Base("b1", "")]));
        Assert.Null(PeerReplicas.Wanted(Peer(3, ""), []));
        Assert.Null(PeerReplicas.Wanted(Peer(3, ""), [Base("b1", "") with { Status = new() }]));
        Assert.Equal(1, PeerReplicas.Wanted(Peer(3, ""), [Base("b1", "")]));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("module.deploy/release: '{\"id\":\"r\",\"phase\":\"Paused\",\"batch\":1,\"since\":3}'", "its release r is Paused")]
    [InlineData("module.deploy/release: '{\"id\":\"r\",\"batch\":1,\"since\":3}'", "its release r is Running")]
    [InlineData("module.deploy/release: '{\"id\":\"r\",\"phase\":\"Succeeded\",\"since\":3}'", null)]
    [InlineData("module.deploy/release: '{\"id\":\"r\",\"phase\":\"Paused\",\"batch\":1,\"since\":1}'", null)]
    [InlineData("module.deploy/release: 'no JSON'", null)]
    [InlineData("module.deploy/release: '[1]', module.deploy/lock: '7'", null)]
    [InlineData("module.deploy/lock: '{\"holder\":\"me\",\"release\":\"r\",\"expires\":\"2026-11-30T12:00:30Z\"}'", "it is being released by me")]
    [InlineData("module.deploy/lock: '{\"holder\":\"me\",\"release\":\"r\",\"expires\":\"2026-11-30T11:59:59Z\"}'", null)]
    [InlineData("module.deploy/lock: '{\"holder\":\"me\",\"release\":\"r\",\"expires\":\"2026-11-30T12:00:30Z\"}', module.deploy/release: '{\"id\":\"r\",\"phase\":\"Succeeded\"}'", null)]
    [InlineData("module.deploy/lock: '{\"holder\":\"me\",\"release\":\"s\",\"expires\":\"2026-11-30T12:00:30Z\"}', module.deploy/release: '{\"id\":\"r\",\"phase\":\"Succeeded\"}'", "it is being released by me")]
    public void An_open_release_and_a_lock_that_holds_leave_the_count_alone(string annotations, string? why) =>
        Assert.Equal(why, PeerReplicas.HeldBy(Peer(3, "", annotations), Now)?.Why);

    private static Node Base(string name, string spec) => Read<Node>($$"""
        metadata: {name: {{name}}, labels: {zone: a} }
        spec: { {{spec}} }
        status: {conditions: [{type: Ready, status: "True"}]}
        """);

    private static Deployment Peer(int replicas, string pod, string annotations = "") => Read<Deployment>($$"""
        metadata: {name: peer, annotations: {deployment.kubernetes.io/revision: "4"{{(annotations.Length > 0 ? ", " + annotations : "")}} } }
        spec: {replicas: {{replicas}}, template: {spec: { {{pod}} } } }
        """);

    private static T Read<T>(string yaml) => JsonSerializer.Deserialize(Yaml.Read(yaml), ModelJson.Of<T>())!;
}
