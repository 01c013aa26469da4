using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Replicas;
using Deploy.Testing.Servers;

namespace Deploy.Operations.Tests.Replicas;

public sealed class PodMessageTests
{
    private const string Everything = """
        {"metadata":{"name":"p","namespace":"default","labels":{"module.koupleless.io/name":"biz1","empty":""},
           "annotations":{"module.deploy/release":"r","other":"x"},"finalizers":["module.deploy/archive-diagnostics"],
           "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"biz1-1","uid":"u-1","controller":true,"blockOwnerDeletion":false}]},
         "spec":{"nodeName":"base-1","restartPolicy":"Always","nodeSelector":{"disk":"ssd"},"schedulingGates":[{"name":"deploy/held"}],"tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{"key":"node.kubernetes.io/not-ready","operator":"Exists"},{"key":"schedule.koupleless.io/virtual-node","operator":"Equal","value":"True"}],"readinessGates":[{"conditionType":"deploy/open"}],
           "initContainers":[{"name":"init","restartPolicy":"Always","image":"registry.local/ok:1","command":["sh","-c",""],"args":["a"]}],
           "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"base.koupleless.io/name","operator":"In","values":["a","b"]}],"matchFields":[{"key":"metadata.name","operator":"In","values":["n"]}]}]},
               "preferredDuringSchedulingIgnoredDuringExecution":[{"weight":5,"preference":{"matchExpressions":[{"key":"k","operator":"Exists"}]}}]},
             "podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"labelSelector":{"matchLabels":{"a":"b"}},"topologyKey":"zone","namespaces":["x"]}]},
             "podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":7,"podAffinityTerm":{"labelSelector":{"matchExpressions":[{"key":"c","operator":"NotIn","values":["d"]}]},"topologyKey":"kubernetes.io/hostname"}}]}},
           "containers":[{"name":"biz1","image":"http://store.local/biz1.jar","env":[{"name":"BIZ_VERSION","value":"1.0.0"},{"name":"EMPTY"}],
             "resources":{"requests":{"cpu":"250m","memory":"64Mi"},"limits":{"memory":"1Gi"}},
             "livenessProbe":{"httpGet":{"path":"/health","port":8080,"scheme":"HTTP","httpHeaders":[{"name":"X-A","value":"b"}]},"periodSeconds":3,"timeoutSeconds":1,"successThreshold":1,"failureThreshold":3},
             "readinessProbe":{"tcpSocket":{"port":"web"},"initialDelaySeconds":2,"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},
             "startupProbe":{"exec":{"command":["true"]},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":30},
             "ports":[{"name":"web","containerPort":8080,"protocol":"TCP"},{"name":"node","containerPort":9,"hostPort":9090,"protocol":"UDP"}]}]},
         "status":{"phase":"Running","podIP":"10.0.0.7","hostIP":"10.0.0.1","startTime":"2026-01-01T00:00:00Z","reason":"R","message":"M",
           "conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady","message":"é","lastProbeTime":null,"lastTransitionTime":"2026-01-01T00:00:05Z"}],
           "initContainerStatuses":[{"name":"init","image":"registry.local/ok:1","imageID":"","ready":true,"restartCount":0,"state":{"terminated":{"exitCode":0,"reason":"Completed","startedAt":"2026-01-01T00:00:01Z","finishedAt":"2026-01-01T00:00:02Z"}},"lastState":{}}],
           "containerStatuses":[{"name":"biz1","image":"http://store.local/biz1.jar","imageID":"i","containerID":"c://1","ready":false,"started":false,"restartCount":3,
             "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 40s"}},
             "lastState":{"terminated":{"exitCode":137,"signal":9,"reason":"OOMKilled","message":"m","startedAt":"2026-01-01T00:00:03Z","finishedAt":"2026-01-01T00:00:04Z","containerID":"c://0"}}}]}}
        """;

    // A message has no place for the nulls of that one case.
    public static TheoryData<string> Cases => [.. ReplicaCase.Names.Where(name => name != "null-elements")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_message_reads_as_its_json_does(string name) => Same(new ReplicaCase(name).PodJson);

    [Fact]
    public void Every_field_that_status_needs_is_read()
    {
        Same(Everything);
        var pod = JsonSerializer.Deserialize(Everything, SlimJson.Of<Pod>())!;
        Assert.Equal([(9090, "UDP")], pod.Spec.Containers[0].Ports.Select(port => (port.HostPort ?? 0, port.Protocol ?? "")));
        Assert.Equal(["node.kubernetes.io/not-ready", "schedule.koupleless.io/virtual-node"], pod.Spec.Tolerations.Select(toleration => toleration.Key ?? ""));
    }

    [Fact]
    public void A_message_that_is_cut_off_or_garbled_is_refused_or_read_but_never_breaks_anything_else()
    {
        var whole = MessageWriter.Write("Pod", JsonNode.Parse(Everything)!.AsObject());
        for (var length = 0; length < whole.Length; length++)
            ReadOrRefuse(whole[..length]);
        for (var index = 0; index < whole.Length; index++)
            ReadOrRefuse([.. whole[..index], (byte)~whole[index], .. whole[(index + 1)..]]);
    }

    [Fact]
    public async Task Pods_of_a_real_server_read_the_same_in_both_forms()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        var token = TestContext.Current.CancellationToken;
        await using var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { Controllers = false }, token);
        using var client = new KubernetesClient(KubeConfig.Load([plane.Kubeconfig]).Connect());
        var untyped = Resources.Pods.As(ModelJson.Of<JsonObject>);
        var body = JsonNode.Parse(Everything)!.AsObject();
        await client.CreateAsync(untyped, "default", body, cancellationToken: token);
        await client.PatchAsync(untyped, "default", "p", Patch.Merge(new JsonObject { ["status"] = body["status"]!.DeepClone() }), new PatchOptions { Subresource = "status" }, token);
        await client.CreateAsync(untyped, "default", JsonNode.Parse("""{"metadata":{"name":"bare"},"spec":{"containers":[{"name":"c","image":"i"}]}}""")!.AsObject(), cancellationToken: token);

        var asJson = await client.ListAllAsync(Resources.Pods.As(SlimJson.Of<Pod>), null, null, token);
        var asMessages = await client.ListAllAsync(ReplicaResources.Pods, null, null, token);

        Assert.Equal(["bare", "p"], asMessages.Items.Select(pod => pod.Metadata.Name).Order(StringComparer.Ordinal));
        Assert.Equal(asJson.Items.Select(Text), asMessages.Items.Select(Text));
        Assert.Equal(asJson.ResourceVersion, asMessages.ResourceVersion);
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => client.ListAllAsync(ReplicaResources.Pods, null, new ListOptions { FieldSelector = "spec.nothing=1" }, token));
        Assert.Equal(("BadRequest", true), (refused.Reason, refused.Message.Contains("spec.nothing", StringComparison.Ordinal)));
    }

    private static void Same(string json) => Assert.Equal(
        Text(JsonSerializer.Deserialize(json, SlimJson.Of<Pod>())!),
        Text(PodMessage.Read(MessageWriter.Write("Pod", JsonNode.Parse(json)!.AsObject()))));

    private static void ReadOrRefuse(byte[] message)
    {
        try
        {
            Assert.NotNull(PodMessage.Read(message));
        }
        catch (InvalidDataException refused)
        {
            Assert.NotEmpty(refused.Message);
        }
    }

    private static string Text(Pod pod) => JsonSerializer.Serialize(pod, KubernetesJson.Default.Pod);
}
