using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class ManifestTests(ReleaseCluster cluster)
{
    private const string Full = """
        apiVersion: v1
        kind: Service
        metadata: { name: biz1 }
        spec: { selector: { app: biz1 }, ports: [ { port: 80, targetPort: 8080 } ] }
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: settings }
        data: { color: blue }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: keys }
        stringData: { key: planted-77ab }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: biz1, labels: { team: blue } }
        spec:
          replicas: 2
          selector: { matchLabels: { app: biz1 } }
          template:
            metadata: { labels: { app: biz1 } }
            spec:
              terminationGracePeriodSeconds: 7
              containers:
                - name: biz1
                  image: registry.local/ok:1.4.2
                  resources: { requests: { cpu: 100m, memory: 64Mi } }
                  ports: [ { name: http, containerPort: 8080 } ]
        """;

    [Fact]
    public async Task Several_documents_go_along_in_order_and_the_version_comes_from_the_image()
    {
        var bed = await cluster.BedAsync();
        var plan = await bed.Releases.PlanPublishAsync(ReleaseRequest.FromManifest(Full, bed.Namespace, ReleaseBed.Bounded(null))[0]);
        Assert.Equal(["ConfigMap", "Secret", "Service", "Deployment"], plan.Changes.Select(change => change.Kind));
        Assert.Empty(await bed.PodsAsync());
        var release = await bed.RunAsync(plan);
        Assert.Equal(("biz1", "1.4.2", 2), (release.Module, release.Version, release.Responsive));
        var secret = await bed.ReadAsync("Secret", "keys");
        Assert.DoesNotContain("planted-77ab", secret.TextAt("metadata", "annotations", ModuleLabels.Applied), StringComparison.Ordinal);

        var again = await bed.Releases.PlanPublishAsync(ReleaseRequest.FromManifest(Full.Replace("kind: Secret", "kind: ConfigMap", StringComparison.Ordinal).Replace("stringData", "data", StringComparison.Ordinal), bed.Namespace)[0]);
        Assert.DoesNotContain(again.Changes, change => change.Kind == "Deployment");
    }

    [Fact]
    public async Task What_others_wrote_survives_and_what_is_no_longer_wanted_goes()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishManifestAsync(Full);
        await ForeignFields.AddAsync(bed);
        var changed = Full.Replace("1.4.2", "1.5.0", StringComparison.Ordinal).Replace("labels: { team: blue }", "labels: { }", StringComparison.Ordinal)
            .Replace("terminationGracePeriodSeconds: 7\n", "\n", StringComparison.Ordinal);
        await bed.PublishManifestAsync(changed);
        await bed.ReplaceAsync("1.6.0", "registry.local/ok:1.6.0");
        await bed.ResizeAsync(1);
        await bed.UndoAsync();
        var deployment = await bed.ReadAsync("Deployment");
        ForeignFields.AssertKept(deployment);
        Assert.Null(deployment.At("metadata", "labels", "team"));
        Assert.Equal(30, deployment.CountAt("spec", "template", "spec", "terminationGracePeriodSeconds"));
        Assert.Equal("1.5.0", new Workload(ModuleKind.Deployment, deployment).Module.Version);
    }

    [Fact]
    public async Task An_object_that_the_server_refuses_leaves_the_others_unchanged()
    {
        var bed = await cluster.BedAsync();
        var wrong = Full.Replace("containerPort: 8080", "containerPort: 99999", StringComparison.Ordinal);
        await Assert.ThrowsAsync<DeployException>(() => bed.PublishManifestAsync(wrong));
        Assert.Null(await bed.Client.FindAsync(WorkloadResources.ConfigMaps, bed.Namespace, "settings"));
        Assert.Null(await bed.Client.FindAsync(WorkloadResources.Services, bed.Namespace, "biz1"));
    }

    [Fact]
    public async Task A_selector_that_fits_pods_of_others_is_refused()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishManifestAsync(Full);
        var thief = Full.Replace("name: biz1, labels", "name: thief, labels", StringComparison.Ordinal).Replace("- name: biz1", "- name: thief", StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.PublishManifestAsync(thief));
        Assert.Equal(ManifestCodes.SelectorMismatch, failure.Code);
    }

    [Fact]
    public async Task A_workload_that_selects_on_the_version_keeps_its_label_and_the_variable_tells_the_version()
    {
        var bed = await cluster.BedAsync();
        var selecting = Full.Replace("matchLabels: { app: biz1 }", "matchLabels: { app: biz1, module.koupleless.io/version: 1.4.2 }", StringComparison.Ordinal)
            .Replace("metadata: { labels: { app: biz1 } }", "metadata: { labels: { app: biz1, module.koupleless.io/version: 1.4.2 } }", StringComparison.Ordinal);
        await bed.PublishManifestAsync(selecting);
        var plan = await bed.Releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, ReleaseBed.Bounded(null));
        Assert.Contains(plan.Warnings, warning => warning.Contains("stays '1.4.2'", StringComparison.Ordinal));
        Assert.Equal("2.0.0", (await bed.RunAsync(plan)).Version);
        Assert.All((await bed.PodsAsync()).Where(ReleaseBed.IsReady), pod => Assert.Equal("1.4.2", pod.Metadata.Labels[ModuleLabels.Version]));
    }
}
