using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Api;

public sealed class ValidationTests : ApiTest
{
    [Theory]
    [InlineData("name: web", "name: Web_1", "metadata.name")]
    [InlineData("matchLabels: { app: web }", "matchLabels: { app: other }", "spec.template.metadata.labels")]
    [InlineData("labels: { app: web }", "labels: { app: web, bad: 'a b' }", "spec.template.labels")]
    [InlineData("selector: {", "replicas: -1\n  selector: {", "spec.replicas")]
    [InlineData("image: \"ok:1\"", "image: \"\"", "spec.template.spec.containers[0].image")]
    [InlineData("name: c,", "name: C,", "spec.template.spec.containers[0].name")]
    [InlineData("image: \"ok:1\"", "image: ok, resources: { limits: { cpu: lots } }", "spec.template.spec.containers[0].resources.limits[cpu]")]
    [InlineData("selector: {", "progressDeadlineSeconds: 5\n  minReadySeconds: 5\n  selector: {", "spec.progressDeadlineSeconds")]
    [InlineData("selector: {", "strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }\n  selector: {", "spec.strategy.rollingUpdate.maxUnavailable")]
    [InlineData("selector: {", "strategy: { type: Recreate, rollingUpdate: { maxSurge: 1 } }\n  selector: {", "spec.strategy.rollingUpdate")]
    public async Task A_wrong_field_is_named_and_nothing_is_stored(string right, string wrong, string field)
    {
        Assert.Contains(right, Workload, StringComparison.Ordinal);
        var failure = await FailsAsync(() => CreateAsync(Deployments, Workload.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.True(failure.IsInvalid, failure.Message);
        Assert.Contains(failure.Status!.Details!.Causes!, cause => cause.Field == field);
        Assert.Empty((await Client.ListAllAsync(Deployments, "default")).Items);
    }

    [Theory]
    [InlineData("spec: { selector: { matchLabels: { app: other } } }", "spec.selector")]
    [InlineData("spec: { template: { spec: { containers: [] } } }", "spec.template.spec.containers")]
    public async Task A_change_that_may_not_be_is_refused(string patch, string field)
    {
        await CreateAsync(Deployments, Workload);
        var failure = await FailsAsync(() => Client.PatchAsync(Deployments, "default", "web", Patch.Merge(Yaml.Read(patch))));
        Assert.Contains(failure.Status!.Details!.Causes!, cause => cause.Field == field);
    }

    [Fact]
    public async Task A_pod_changes_its_images_and_nothing_else()
    {
        await CreateAsync(Pods, "metadata: { name: p }\nspec: { containers: [ { name: c, image: \"ok:1\" } ] }");
        var changed = await Client.PatchAsync(Pods, "default", "p", Patch.Strategic(Yaml.Read("spec: { containers: [ { name: c, image: \"ok:2\" } ], activeDeadlineSeconds: 60 }")));
        Assert.Equal("ok:2", (string?)changed["spec"]!["containers"]![0]!["image"]);
        Assert.True((await FailsAsync(() => Client.PatchAsync(Pods, "default", "p", Patch.Strategic(Yaml.Read("spec: { containers: [ { name: c, args: [ x ] } ] }"))))).IsInvalid);
        Assert.True((await FailsAsync(() => Client.PatchAsync(Pods, "default", "p", Patch.Merge(Yaml.Read("spec: { nodeName: n1 }"))))).IsInvalid);
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_is_not_found()
    {
        var failure = await FailsAsync(() => Client.CreateAsync(ConfigMaps, "nowhere", Yaml.Read("metadata: { name: a }")));
        Assert.Equal("namespaces \"nowhere\" not found", failure.Status?.Message);
    }

    [Fact]
    public async Task A_body_of_another_kind_or_namespace_is_refused()
    {
        Assert.Equal(400, (int)(await FailsAsync(() => CreateAsync(ConfigMaps, "kind: Secret\nmetadata: { name: a }"))).StatusCode);
        Assert.Equal(400, (int)(await FailsAsync(() => CreateAsync(ConfigMaps, "metadata: { name: a, namespace: other }"))).StatusCode);
        Assert.Equal(400, (int)(await FailsAsync(() => CreateAsync(ConfigMaps, "metadata: { name: a, resourceVersion: '7' }"))).StatusCode);
    }

    [Fact]
    public async Task A_service_keeps_its_address()
    {
        var made = await CreateAsync(Services, "metadata: { name: s }\nspec: { ports: [ { port: 80 } ] }");
        var address = (string?)made["spec"]!["clusterIP"];
        Assert.StartsWith("10.96.", address, StringComparison.Ordinal);
        var failure = await FailsAsync(() => Client.PatchAsync(Services, "default", "s", Patch.Merge(Yaml.Read("spec: { clusterIP: 10.96.9.9 }"))));
        Assert.True(failure.IsInvalid);
        var taken = await FailsAsync(() => CreateAsync(Services, $"metadata: {{ name: t }}\nspec: {{ clusterIP: {address}, ports: [ {{ port: 80 }} ] }}"));
        Assert.Contains("already allocated", taken.Message, StringComparison.Ordinal);
    }
}
