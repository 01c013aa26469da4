using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>
/// Publishing the same thing again changes nothing, whatever the server drops, fills in or writes otherwise of what it was sent: no revision
/// is made and no replica is replaced.
/// </summary>
public sealed class RepublishTests(ReleaseCluster cluster)
{
    private const string Empties = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: biz1}
        spec:
          replicas: 0
          strategy: {}
          minReadySeconds: 0
          selector: {matchLabels: {app: biz1}}
          template:
            metadata: {labels: {app: biz1}, annotations: {}}
            spec:
              hostNetwork: false
              nodeSelector: {}
              affinity: {}
              tolerations: []
              imagePullSecrets: []
              securityContext: {}
              initContainers: []
              volumes: []
              containers:
              - {name: biz1, image: "registry.local/ok:1", command: [], args: [], env: [], envFrom: [], ports: [], resources: {}, volumeMounts: [], securityContext: {}, stdin: false}
        """;

    private const string Normalised = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: biz1, annotations: {note: "yes"}}
        spec:
          replicas: 0
          revisionHistoryLimit: 3
          minReadySeconds: 0
          selector: {matchLabels: {app: biz1}}
          template:
            metadata: {labels: {app: biz1}}
            spec:
              serviceAccount: default
              terminationGracePeriodSeconds: 5
              containers:
              - name: biz1
                image: registry.local/ok:1
                ports: [{containerPort: 8080}]
                env:
                - {name: EMPTY, value: ""}
                - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                - {name: LIM, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                resources: {requests: {cpu: 0.25, memory: 1000M, ephemeral-storage: 1e3}, limits: {cpu: 1000m, memory: 1048576Ki}}
                readinessProbe: {httpGet: {path: /health, port: 8080}, initialDelaySeconds: 0, timeoutSeconds: 0}
                volumeMounts: [{name: tmp, mountPath: /tmp}, {name: all, mountPath: /all, readOnly: false}]
              volumes:
              - {name: tmp, emptyDir: {sizeLimit: 0.5Gi, medium: ""}}
              - name: all
                projected:
                  defaultMode: 420
                  sources:
                  - downwardAPI: {items: [{path: cpu, resourceFieldRef: {containerName: biz1, resource: requests.cpu, divisor: 1m}}]}
                  - configMap: {name: norm, optional: true}
        """;

    private const string Claims = """
        apiVersion: v1
        kind: Service
        metadata: {name: biz1}
        spec: {clusterIP: None, selector: {app: biz1}, ports: [{port: 80, targetPort: http}]}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: biz1}
        spec:
          serviceName: biz1
          replicas: 0
          selector: {matchLabels: {app: biz1}}
          template:
            metadata: {labels: {app: biz1}}
            spec:
              containers:
              - {name: biz1, image: "registry.local/ok:1", ports: [{name: http, containerPort: 8080}], volumeMounts: [{name: data, mountPath: /data}]}
          volumeClaimTemplates:
          - metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}
        """;

    public static TheoryData<ClusterKind, string> Manifests
    {
        get
        {
            var all = new TheoryData<ClusterKind, string>();
            foreach (var kind in Enum.GetValues<ClusterKind>())
            {
                foreach (var manifest in new[] { Empties, Normalised, Claims })
                    all.Add(kind, manifest);
            }
            return all;
        }
    }

    [Theory, MemberData(nameof(Manifests))]
    public async Task What_says_nothing_or_is_written_otherwise_changes_nothing(ClusterKind kind, string manifest)
    {
        var bed = await cluster.BedAsync(kind);
        await PublishAsync(bed, manifest);
        await AssertUnchangedAsync(bed, manifest);
        // What really changes does, also beside what does not.
        var other = await PlanAsync(bed, manifest.Replace("registry.local/ok:1", "registry.local/ok:2", StringComparison.Ordinal));
        Assert.Contains(other.Changes, change => change.Kind is "Deployment" or "StatefulSet");
        await bed.RunAsync(other);
        await AssertUnchangedAsync(bed, manifest.Replace("registry.local/ok:1", "registry.local/ok:2", StringComparison.Ordinal));
    }

    /// <summary>By parameters, too: an empty variable is what the server leaves out.</summary>
    [Theory]
    [InlineData(ClusterKind.Embedded)]
    [InlineData(ClusterKind.Real)]
    public async Task Parameters_given_again_change_nothing(ClusterKind kind)
    {
        var bed = await cluster.BedAsync(kind);
        var spec = bed.Spec(replicas: 0) with { Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "" } };
        await bed.PublishAsync(spec);
        var again = await bed.Releases.PlanPublishAsync(ReleaseRequest.FromSpec(spec, ReleaseBed.Bounded(null)));
        Assert.Empty(again.Changes);
    }

    /// <summary>Random manifests that a server takes: the second publish of none of them makes a second revision.</summary>
    [Theory]
    [InlineData(ClusterKind.Embedded, 60)]
    [InlineData(ClusterKind.Real, 500)]
    public async Task Any_manifest_that_is_published_again_changes_nothing(ClusterKind kind, int count)
    {
        var bed = await cluster.BedAsync(kind);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (seed, _) =>
        {
            var manifest = RandomManifest.Of(seed);
            await PublishAsync(bed, manifest);
            var again = await PlanAsync(bed, manifest);
            Assert.True(again.Changes.Count == 0, $"seed {seed}: {string.Join("; ", again.Changes)}\n{manifest}");
        });
    }

    /// <summary>An autoscaler owns the count once a manifest has none any more; who says a lower one is told what it comes to.</summary>
    [Theory]
    [InlineData(ClusterKind.Embedded)]
    [InlineData(ClusterKind.Real)]
    public async Task A_count_that_nobody_asks_for_stays(ClusterKind kind)
    {
        var bed = await cluster.BedAsync(kind);
        await PublishAsync(bed, Counted("replicas: 1, ", 1, "readinessProbe: {tcpSocket: {port: 8080}}"));
        await bed.Client.PatchAsync(WorkloadResources.Deployments, bed.Namespace, "biz1", Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 3 } }));

        var without = await PlanAsync(bed, Counted("", 2, "readinessProbe: {tcpSocket: {port: 8080}}"));
        Assert.Empty(without.Warnings);
        await bed.RunAsync(without);
        Assert.Equal(3, (await bed.ReadAsync("Deployment")).NumberAt("spec", "replicas"));
        Assert.Empty((await PlanAsync(bed, Counted("", 2, "readinessProbe: {tcpSocket: {port: 8080}}"))).Changes);

        var lower = await PlanAsync(bed, Counted("replicas: 1, ", 2, "stdin: false"));
        Assert.Equal(["It takes away what there is: containers[biz1].readinessProbe removed.", "It takes away what there is: replicas 3 → 1."], lower.Warnings.Order(StringComparer.Ordinal));
    }

    private static string Counted(string replicas, int image, string field) =>
        $"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: biz1}}\nspec: {{{replicas}selector: {{matchLabels: {{app: biz1}}}}, template: {{metadata: {{labels: {{app: biz1}}}}, spec: {{containers: [{{name: biz1, image: 'registry.local/ok:{image}', {field}}}]}}}}}}";

    private static async Task AssertUnchangedAsync(ReleaseBed bed, string manifest)
    {
        var name = manifest.Contains("kind: StatefulSet", StringComparison.Ordinal) ? "StatefulSet" : "Deployment";
        var before = await bed.ReadAsync(name);
        for (var time = 0; time < 2; time++)
        {
            var again = await PlanAsync(bed, manifest);
            Assert.Empty(again.Changes);
            await bed.RunAsync(again);
        }
        Assert.Equal(before.NumberAt("metadata", "generation"), (await bed.ReadAsync(name)).NumberAt("metadata", "generation"));
    }

    private static async Task PublishAsync(ReleaseBed bed, string manifest) => await bed.Releases.RunAsync(await PlanAsync(bed, manifest));

    private static Task<ReleasePlan> PlanAsync(ReleaseBed bed, string manifest) =>
        bed.Releases.PlanPublishAsync(ReleaseRequest.FromManifest(manifest, bed.Namespace, ReleaseBed.Bounded(null))[0]);
}

/// <summary>Manifests of workloads, by a seed: every field that is there may be one that a server drops, fills in or writes otherwise.</summary>
internal static class RandomManifest
{
    // Each of them alone is something that a server takes; those of one line exclude each other.
    private static readonly string[][] Spec =
    [
        ["hostNetwork: false"], ["hostPID: false"], ["hostIPC: false"], ["nodeSelector: {}", "nodeSelector: {disk: ssd}"], ["affinity: {}", "affinity: {nodeAffinity: {}}", "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: []}}"],
        ["tolerations: []", "tolerations: [{operator: Exists}]", "tolerations: [{key: a, operator: Exists, value: ''}]", "tolerations: [{key: a, value: b, tolerationSeconds: 0, effect: NoExecute}]"],
        ["imagePullSecrets: []", "imagePullSecrets: [{name: a}, {name: b}]"], ["securityContext: {}", "securityContext: {runAsUser: 0}", "securityContext: {supplementalGroups: [], sysctls: []}", "securityContext: {runAsNonRoot: false, fsGroup: 0}"],
        ["initContainers: []", "initContainers: [{name: i, image: 'registry.local/once:1', resources: {requests: {cpu: 1500m}}}]"], ["restartPolicy: Always"], ["terminationGracePeriodSeconds: 0", "terminationGracePeriodSeconds: 7"],
        ["serviceAccountName: ''", "serviceAccountName: default", "serviceAccount: default"], ["automountServiceAccountToken: false"], ["enableServiceLinks: false"], ["shareProcessNamespace: false"], ["hostAliases: []", "hostAliases: [{ip: 10.0.0.1, hostnames: [a, b]}]"],
        ["dnsPolicy: ClusterFirst", "dnsPolicy: Default"], ["dnsConfig: {}", "dnsConfig: {nameservers: [], searches: [], options: []}", "dnsConfig: {options: [{name: ndots, value: '2'}]}"], ["hostname: ''", "hostname: h"], ["subdomain: ''"], ["schedulerName: ''", "schedulerName: other"],
        ["priorityClassName: ''"], ["readinessGates: []", "readinessGates: [{conditionType: a.b/c}]"], ["topologySpreadConstraints: []"],
    ];

    private static readonly string[][] Container =
    [
        ["command: []", "command: [a, '']"], ["args: []"], ["workingDir: ''", "workingDir: /w"], ["env: []", "env: [{name: A, value: ''}, {name: B, value: 'x'}]", "env: [{name: N, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]", "env: [{name: S, valueFrom: {secretKeyRef: {name: s, key: k, optional: false}}}]"],
        ["envFrom: []", "envFrom: [{configMapRef: {name: c, optional: true}}]", "envFrom: [{prefix: '', secretRef: {name: s}}]"], ["ports: []", "ports: [{containerPort: 8080, hostPort: 0}]", "ports: [{containerPort: 53, protocol: UDP, name: dns}, {containerPort: 53, protocol: TCP, name: dnst}]"],
        ["resources: {}", "resources: {limits: {}, requests: {}}", "resources: {requests: {cpu: 0.1, memory: 1024Ki}}", "resources: {limits: {memory: 1.5Gi, cpu: '2'}}", "resources: {limits: {memory: 1e9, cpu: 1500m}}"],
        ["livenessProbe: {tcpSocket: {port: 1}, initialDelaySeconds: 0, periodSeconds: 0}", "livenessProbe: {exec: {command: [a]}, failureThreshold: 5}"], ["readinessProbe: {httpGet: {port: 8080, path: '', scheme: HTTP, host: ''}}", "readinessProbe: {httpGet: {port: http, httpHeaders: []}, successThreshold: 0}"],
        ["startupProbe: {tcpSocket: {port: a}, timeoutSeconds: 0}"], ["lifecycle: {}", "lifecycle: {preStop: {exec: {command: [sleep, '1']}}}"], ["imagePullPolicy: ''", "imagePullPolicy: Always"], ["stdin: false"], ["tty: false"], ["terminationMessagePath: ''", "terminationMessagePolicy: ''"],
        ["securityContext: {}", "securityContext: {privileged: false, capabilities: {}}", "securityContext: {capabilities: {add: [], drop: [ALL]}, readOnlyRootFilesystem: false}"],
    ];

    private static readonly string[] Volumes =
    [
        "{name: v, emptyDir: {}}", "{name: v, emptyDir: {medium: '', sizeLimit: 1000Mi}}", "{name: v, configMap: {name: c, items: [], optional: false}}", "{name: v, secret: {secretName: s, defaultMode: 0}}",
        "{name: v, hostPath: {path: /x, type: ''}}", "{name: v, downwardAPI: {items: [{path: p, fieldRef: {fieldPath: metadata.labels}}]}}", "{name: v, projected: {sources: [{secret: {name: s, items: []}}]}}", "{name: v, persistentVolumeClaim: {claimName: p, readOnly: false}}",
    ];

    public static string Of(int seed)
    {
        var random = new Random(seed);
        var kind = random.GetItems(["Deployment", "Deployment", "StatefulSet", "DaemonSet"], 1)[0];
        var workload = kind switch
        {
            "Deployment" => Some(random, [["strategy: {}", "strategy: {type: Recreate}", "strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}"], ["minReadySeconds: 0"], ["revisionHistoryLimit: 0"], ["paused: false"], ["progressDeadlineSeconds: 60"]]),
            "StatefulSet" => Some(random, [["updateStrategy: {}", "updateStrategy: {type: OnDelete}", "updateStrategy: {rollingUpdate: {partition: 0}}"], ["podManagementPolicy: Parallel"], ["volumeClaimTemplates: []", "volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}}]"]]),
            _ => Some(random, [["updateStrategy: {}", "updateStrategy: {type: OnDelete}"], ["minReadySeconds: 0"]]),
        };
        var template = Some(random, Spec);
        var container = Some(random, Container);
        if (random.Next(2) == 0)
        {
            template.Add($"volumes: [{random.GetItems(Volumes, 1)[0]}]");
            container.Add(random.Next(2) == 0 ? "volumeMounts: [{name: v, mountPath: /v}]" : "volumeMounts: [{name: v, mountPath: /v, readOnly: false, subPath: ''}]");
        }
        // Nothing of it is to run: what the server keeps is looked at.
        if (kind == "DaemonSet")
        {
            template.RemoveAll(field => field.StartsWith("nodeSelector", StringComparison.Ordinal));
            template.Add("nodeSelector: {nowhere: 'true'}");
        }
        else
        {
            workload.Add("replicas: 0");
        }
        if (kind == "StatefulSet")
            workload.Add("serviceName: s");
        container.AddRange(["name: main", "image: registry.local/ok:1"]);
        template.Add($"containers:\n      - {string.Join("\n        ", container)}");
        workload.Add($"selector: {{matchLabels: {{app: m{seed}}}}}");
        workload.Add($"template:\n    metadata: {{labels: {{app: m{seed}}}}}\n    spec:\n      {string.Join("\n      ", template)}");
        return $"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: m{seed}, labels: {{}}{(random.Next(2) == 0 ? "" : ", annotations: {}")}}}\nspec:\n  {string.Join("\n  ", workload)}\n";
    }

    private static List<string> Some(Random random, string[][] fields) => [.. fields.Where(_ => random.Next(5) < 2).Select(choices => random.GetItems(choices, 1)[0])];
}
