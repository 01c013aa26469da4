using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Tests.Replicas;

public sealed class SlimJsonTests
{
    public static TheoryData<string> Cases => [.. ReplicaCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_skipped_changes_no_state_no_cause_and_no_row(string name)
    {
        var replica = new ReplicaCase(name);
        var slim = JsonSerializer.Deserialize(replica.PodJson, SlimJson.Of<Pod>())!;
        Assert.Equal(Verdict(replica, replica.Pod), Verdict(replica, slim));
        Assert.Equal(ModuleIdentity.Of(replica.Pod), ModuleIdentity.Of(slim));
        var builder = new StatusBuilder(new Revisions(), new TextPool());
        Assert.Equal(builder.Build(replica.Pod, new("m", "v"), new(ReplicaState.Starting, null), replica.Now), builder.Build(slim, new("m", "v"), new(ReplicaState.Starting, null), replica.Now));
    }

    [Fact]
    public void Managed_fields_volumes_and_foreign_annotations_are_skipped()
    {
        var pod = JsonNode.Parse("""
            {"kind":"Pod","metadata":{"name":"p","managedFields":[{"fieldsV1":{"f:metadata":{}}}],"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","module.deploy/release":"r"}},
             "spec":{"volumes":[{"name":"v"}],"tolerations":[{"key":"k"}],"containers":[{"name":"c","ports":[{"containerPort":1}],"volumeMounts":[{"name":"v"}]}]},"unknown":[1,{"a":[]}]}
            """)!;
        var slim = pod.Deserialize(SlimJson.Of<Pod>())!;
        Assert.Equal(["module.deploy/release"], slim.Metadata.Annotations.Keys);
        Assert.Empty(slim.Spec.Volumes);
        Assert.Empty(slim.Spec.Containers[0].Ports);
        Assert.Equal("c", slim.Spec.Containers[0].Name);
    }

    [Theory]
    [InlineData("""[{"key":"node.kubernetes.io/not-ready","tolerationSeconds":300}]""", false)]
    [InlineData("""[{"operator":"Exists"},{"key":"a"},{"value":"True","key":"schedule.koupleless.io/virtual-node","effect":"NoExecute"}]""", true)]
    [InlineData("""[null,[1],{"key":["schedule.koupleless.io/virtual-node"]},{"key":null}]""", false)]
    [InlineData("""{"key":"schedule.koupleless.io/virtual-node"}""", false)]
    public void The_toleration_of_bases_is_read(string tolerations, bool isOnBase)
    {
        var slim = JsonSerializer.Deserialize($$"""{"spec":{"tolerations":{{tolerations}},"nodeName":"n"} }""", SlimJson.Of<Pod>())!;
        Assert.Equal(isOnBase, slim.Spec.Tolerations.Any(t => t.Key == "schedule.koupleless.io/virtual-node"));
        Assert.Equal("n", slim.Spec.NodeName);
    }

    [Fact]
    public void A_replica_set_is_read_without_its_template()
    {
        var set = JsonNode.Parse("""{"metadata":{"name":"s","uid":"u","annotations":{"deployment.kubernetes.io/revision":"3"}},"spec":{"replicas":4}}""").Deserialize(SlimJson.Of<ReplicaSet>())!;
        Assert.Equal(("s", "u", "3", null), (set.Metadata.Name, set.Metadata.Uid, set.Metadata.Annotations["deployment.kubernetes.io/revision"], set.Spec.Replicas));
    }

    [Theory]
    [InlineData("""{"metadata":[1],"spec":"x","status":7}""")]
    [InlineData("""{"metadata":{"labels":[],"ownerReferences":{},"finalizers":null},"spec":{"containers":{}},"status":{"conditions":"x"}}""")]
    public void Values_of_the_wrong_kind_are_skipped(string json) => Assert.NotNull(JsonSerializer.Deserialize(json, SlimJson.Of<Pod>()));

    [Fact]
    public void Writing_keeps_the_usual_form() => Assert.Equal(
        JsonSerializer.Serialize(new Pod { Metadata = new() { Name = "p" } }, KubernetesJson.Default.Pod),
        JsonSerializer.Serialize(new Pod { Metadata = new() { Name = "p" } }, SlimJson.Of<Pod>()));

    private static string Verdict(ReplicaCase replica, Pod pod) => ReplicaCase.Write(ReplicaStates.Decide(pod, replica.Evidence, replica.Options, replica.Now));
}
