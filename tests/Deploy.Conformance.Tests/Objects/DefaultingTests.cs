using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Objects;

public sealed class DefaultingTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    private const string Rich =
        """
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: 0
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              initContainers: [{name: first, image: 'i'}]
              volumes:
              - {name: c, configMap: {name: c}}
              - {name: s, secret: {secretName: s}}
              - {name: e, emptyDir: {}}
              - {name: h, hostPath: {path: /x}}
              - {name: d, downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}}
              - {name: p, projected: {sources: [{configMap: {name: c}}]}}
              containers:
              - name: one
                image: registry.local:5000/x
                env: [{name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
                ports: [{containerPort: 80}]
                resources: {limits: {cpu: '1', memory: 1Gi}, requests: {memory: 512Mi}}
                readinessProbe: {httpGet: {port: 80}}
                livenessProbe: {tcpSocket: {port: 80}}
                startupProbe: {exec: {command: [ok]}, periodSeconds: 2}
                lifecycle: {preStop: {httpGet: {port: 80}}}
              - {name: two, image: 'y:v1'}
              - {name: three, image: 'z@sha256:0123456789012345678901234567890123456789012345678901234567890123'}
        """;

    private const string RichPod =
        """
        {"initContainers":[{"image":"i","imagePullPolicy":"Always","name":"first","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"containers":[
        {"env":[{"name":"NODE","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"spec.nodeName"}}}],"image":"registry.local:5000/x","imagePullPolicy":"Always","lifecycle":{"preStop":{"httpGet":{"path":"/","port":80,"scheme":"HTTP"}}},"livenessProbe":{"failureThreshold":3,"periodSeconds":10,"successThreshold":1,"tcpSocket":{"port":80},"timeoutSeconds":1},"name":"one","ports":[{"containerPort":80,"protocol":"TCP"}],"readinessProbe":{"failureThreshold":3,"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"periodSeconds":10,"successThreshold":1,"timeoutSeconds":1},"resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"memory":"512Mi"}},"startupProbe":{"exec":{"command":["ok"]},"failureThreshold":3,"periodSeconds":2,"successThreshold":1,"timeoutSeconds":1},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"},
        {"image":"y:v1","imagePullPolicy":"IfNotPresent","name":"two","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"},
        {"image":"z@sha256:0123456789012345678901234567890123456789012345678901234567890123","imagePullPolicy":"IfNotPresent","name":"three","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],
        "dnsPolicy":"ClusterFirst","restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30,
        "volumes":[{"configMap":{"defaultMode":420,"name":"c"},"name":"c"},{"name":"s","secret":{"defaultMode":420,"secretName":"s"}},{"emptyDir":{},"name":"e"},{"hostPath":{"path":"/x","type":""},"name":"h"},
        {"downwardAPI":{"defaultMode":420,"items":[{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"},"path":"name"}]},"name":"d"},{"name":"p","projected":{"defaultMode":420,"sources":[{"configMap":{"name":"c"}}]}}]}
        """;

    [Theory, BothClusters]
    public async Task A_rich_template_gets_every_default(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var created = await ns.CreateAsync("deployments", Rich);
        Same(JsonNode.Parse(RichPod), created.At("spec.template.spec"));
        Assert.Null(created.At("spec.template.metadata.creationTimestamp"));
    }

    [Theory, BothClusters]
    public async Task A_deployment_gets_its_own(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var spec = (await ns.CreateAsync("deployments", Rich.Replace("replicas: 0", "paused: true", StringComparison.Ordinal))).At("spec")!.AsObject();
        spec.Remove("template");
        Same(Yaml.Parse(
            """
            paused: true
            replicas: 1
            selector: {matchLabels: {app: web}}
            revisionHistoryLimit: 10
            progressDeadlineSeconds: 600
            strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
            """), spec);
    }

    [Theory, BothClusters]
    public async Task The_other_kinds_get_theirs(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var stateful = await ns.CreateAsync("statefulsets", Samples.StatefulSet("db", replicas: 0));
        Assert.Equal("OrderedReady", stateful.Text("spec.podManagementPolicy"));
        Same(Yaml.Parse("{type: RollingUpdate, rollingUpdate: {partition: 0}}"), stateful.At("spec.updateStrategy"));
        Assert.Equal(10, stateful.Number("spec.revisionHistoryLimit"));
        var daemon = await ns.CreateAsync("daemonsets", Samples.DaemonSet("agent", spec: "").Replace("spec: {termination", "spec: {nodeSelector: {no: where}, termination", StringComparison.Ordinal));
        Assert.Equal("RollingUpdate", daemon.Text("spec.updateStrategy.type"));
        Assert.Equal(1, daemon.Number("spec.updateStrategy.rollingUpdate.maxUnavailable"));
        Assert.Equal(10, daemon.Number("spec.revisionHistoryLimit"));
    }

    [Theory, BothClusters]
    public async Task A_pod_gets_tolerations_and_a_quality_of_service(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var pod = await ns.CreateAsync("pods",
            "{metadata: {name: p}, spec: {schedulerName: nobody, containers: [{name: c, image: x, resources: {limits: {cpu: 100m, memory: 1Mi}}}]}}");
        Assert.Equal("Pending", pod.Text("status.phase"));
        Assert.Equal("Guaranteed", pod.Text("status.qosClass"));
        Same(Yaml.Parse("{cpu: 100m, memory: 1Mi}"), pod.At("spec.containers.0.resources.requests"));
        Assert.Equal(["node.kubernetes.io/not-ready 300", "node.kubernetes.io/unreachable 300"],
            pod.Items("spec.tolerations").Select(toleration => $"{toleration.Text("key")} {toleration.Text("tolerationSeconds")}").Order());
        Assert.Equal("true", pod.Text("spec.enableServiceLinks"));
        Assert.Equal(0, pod.Number("spec.priority"));
        Assert.Equal("PreemptLowerPriority", pod.Text("spec.preemptionPolicy"));
    }

    [Theory, BothClusters]
    public async Task A_replica_set_of_a_deployment_repeats_its_template(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var web = await ns.CreateAsync("deployments", Rich);
        var set = (await ns.UntilAsync("replicasets", list => list.Items().Count == 1)).Items()[0];
        var template = set.At("spec.template")!.AsObject();
        var hash = template.Text("metadata.labels.pod-template-hash");
        Assert.Equal($"web-{hash}", set.Name());
        Assert.Equal(hash, set.Text("spec.selector.matchLabels.pod-template-hash"));
        template["metadata"]!["labels"]!.AsObject().Remove("pod-template-hash");
        Same(web.At("spec.template"), template);
    }

    [Theory, BothClusters]
    public async Task A_secret_s_text_is_encoded(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var secret = await ns.CreateAsync("secrets", "{metadata: {name: s}, stringData: {k: hello}}");
        Assert.Equal("aGVsbG8=", secret.Text("data.k"));
        Assert.Null(secret.At("stringData"));
        Assert.Equal("Opaque", secret.Text("type"));
    }

    [Theory, BothClusters]
    public async Task What_is_immutable_stays(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "{metadata: {name: a}, immutable: true, data: {k: v}}");
        (await ns.TryPatchAsync("configmaps/a", "data: {k: w}")).Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0));
        var selector = await ns.TryPatchAsync("deployments/web", "spec: {selector: {matchLabels: {more: x}}, template: {metadata: {labels: {more: x}}}}");
        Assert.Equal("spec.selector", selector.Refuse(HttpStatusCode.UnprocessableEntity, "Invalid").Text("details.causes.0.field"));
        await ns.CreateAsync("statefulsets", Samples.StatefulSet("db", replicas: 0));
        (await ns.TryPatchAsync("statefulsets/db", "spec: {serviceName: other}")).Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
    }

    [Theory, BothClusters]
    public async Task A_selector_must_select_the_template(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var status = (await ns.TryCreateAsync("deployments", Samples.Deployment("web", 0).Replace("selector: {matchLabels: {app: web}}", "selector: {matchLabels: {app: other}}", StringComparison.Ordinal)))
            .Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
        Assert.Equal("spec.template.metadata.labels", status.Text("details.causes.0.field"));
    }

    private static void Same(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(WithoutNull(expected), WithoutNull(actual)), $"expected {expected?.ToJsonString()}{Environment.NewLine}got      {actual?.ToJsonString()}");

    // The real server writes creationTimestamp: null into every template; absent means the same.
    private static JsonNode? WithoutNull(JsonNode? node)
    {
        if (node.At("metadata") is JsonObject metadata && metadata["creationTimestamp"] is null)
            metadata.Remove("creationTimestamp");
        return node;
    }

    /// <summary>A server's types leave out what says nothing, except where that is something else than nothing; quantities have one form.</summary>
    [Theory, BothClusters]
    public async Task What_says_nothing_is_dropped_and_quantities_are_canonical(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var set = await ns.CreateAsync("statefulsets", """
            metadata: {name: web}
            spec:
              replicas: 0
              serviceName: web
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}, annotations: {}}
                spec:
                  hostNetwork: false
                  nodeSelector: {}
                  tolerations: []
                  serviceAccount: default
                  terminationGracePeriodSeconds: 0
                  securityContext: {runAsUser: 0, supplementalGroups: []}
                  volumes: [{name: h, hostPath: {path: /x, type: ''}}, {name: e, emptyDir: {medium: '', sizeLimit: 0.5Gi}}]
                  containers:
                  - {name: c, image: i, command: [], env: [{name: A, value: ''}], stdin: false, securityContext: {privileged: false}, resources: {requests: {cpu: 0.25, memory: 1000M, ephemeral-storage: 1e3}, limits: {}}, readinessProbe: {tcpSocket: {port: 1}, initialDelaySeconds: 0, timeoutSeconds: 0}}
              volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}}]
            """);
        var pod = set.At("spec.template.spec")!;
        foreach (var gone in new[] { "hostNetwork", "nodeSelector", "tolerations" })
            Assert.Null(pod[gone]);
        Assert.Null(set.At("spec.template.metadata.annotations"));
        Assert.True(JsonNode.DeepEquals(Yaml.Parse("{runAsUser: 0}"), pod["securityContext"]));
        Assert.Equal(("default", 0), (pod["serviceAccountName"]?.ToString(), (int)pod["terminationGracePeriodSeconds"]!));
        Assert.True(JsonNode.DeepEquals(Yaml.Parse("[{name: h, hostPath: {path: /x, type: ''}}, {name: e, emptyDir: {sizeLimit: 512Mi}}]"), pod["volumes"]), pod["volumes"]?.ToJsonString());
        var container = set.At("spec.template.spec.containers.0")!;
        Assert.Null(container["command"]);
        Assert.Null(container["stdin"]);
        Assert.True(JsonNode.DeepEquals(Yaml.Parse("[{name: A}]"), container["env"]), container["env"]?.ToJsonString());
        Assert.True(JsonNode.DeepEquals(Yaml.Parse("{requests: {cpu: 250m, memory: 1G, ephemeral-storage: '1e3'}}"), container["resources"]), container["resources"]?.ToJsonString());
        Assert.True(JsonNode.DeepEquals(Yaml.Parse("{privileged: false}"), container["securityContext"]));
        Assert.Null(container["readinessProbe"]!["initialDelaySeconds"]);
        Assert.Equal(1, (int)container["readinessProbe"]!["timeoutSeconds"]!);
        Assert.Equal(("PersistentVolumeClaim", "Filesystem", "Pending", "1Gi"), (set.Text("spec.volumeClaimTemplates.0.kind"), set.Text("spec.volumeClaimTemplates.0.spec.volumeMode"), set.Text("spec.volumeClaimTemplates.0.status.phase"), set.Text("spec.volumeClaimTemplates.0.spec.resources.requests.storage")));
    }
}
