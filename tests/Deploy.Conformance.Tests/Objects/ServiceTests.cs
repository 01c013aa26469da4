using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Objects;

public sealed class ServiceTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task It_gets_an_address_of_its_own(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var one = await ns.CreateAsync("services", "{metadata: {name: one}, spec: {selector: {app: web}, ports: [{port: 80}]}}");
        var two = await ns.CreateAsync("services", "{metadata: {name: two}, spec: {selector: {app: web}, ports: [{port: 80}]}}");
        Assert.True(IPAddress.TryParse(one.Text("spec.clusterIP"), out _));
        Assert.NotEqual(one.Text("spec.clusterIP"), two.Text("spec.clusterIP"));
        Assert.Equal("ClusterIP", one.Text("spec.type"));
        Assert.Equal("None", one.Text("spec.sessionAffinity"));
        Assert.True(JsonNode.DeepEquals(Yaml.Parse("{protocol: TCP, port: 80, targetPort: 80}"), one.At("spec.ports.0")));
    }

    [Theory, BothClusters]
    public async Task A_headless_one_gets_none(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var service = await ns.CreateAsync("services", "{metadata: {name: one}, spec: {clusterIP: None, selector: {app: web}}}");
        Assert.Equal("None", service.Text("spec.clusterIP"));
    }

    [Theory, BothClusters]
    public async Task Its_address_stays(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("services", "{metadata: {name: one}, spec: {selector: {app: web}, ports: [{port: 80}]}}");
        (await ns.TryPatchAsync("services/one", "spec: {clusterIP: 10.0.0.250}")).Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
    }

    [Theory, BothClusters]
    public async Task Its_name_is_a_label(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var answer = await ns.TryCreateAsync("services", "{metadata: {name: 1one}, spec: {ports: [{port: 80}]}}");
        answer.Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
    }

    [Theory, BothClusters]
    public async Task Its_endpoints_follow_the_ready_pods(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("services", "{metadata: {name: web}, spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}}");
        await ns.CreateAsync("pods", Samples.Pod("p", node: "nobody"));
        await ns.PatchAsync("pods/p/status", "status: {phase: Running, podIP: 10.9.8.7, podIPs: [{ip: 10.9.8.7}], conditions: [{type: Ready, status: 'False'}]}", ClusterApi.Strategic);
        var endpoints = await ns.UntilAsync("endpoints/web", found => found.At("subsets.0.notReadyAddresses.0") is not null);
        Assert.Null(endpoints.At("subsets.0.addresses"));

        await ns.PatchAsync("pods/p/status", "status: {conditions: [{type: Ready, status: 'True'}]}", ClusterApi.Strategic);
        endpoints = await ns.UntilAsync("endpoints/web", found => found.At("subsets.0.addresses.0") is not null);
        Assert.Equal("10.9.8.7", endpoints.Text("subsets.0.addresses.0.ip"));
        Assert.Equal("p", endpoints.Text("subsets.0.addresses.0.targetRef.name"));
        Assert.True(JsonNode.DeepEquals(Yaml.Parse("{name: http, port: 8080, protocol: TCP}"), endpoints.At("subsets.0.ports.0")));

        await ns.PatchAsync("pods/p", "metadata: {labels: {app: other}}");
        await ns.UntilAsync("endpoints/web", found => found.At("subsets") is null);
        await ns.DeleteAsync("services/web");
        await ns.UntilGoneAsync("endpoints/web");
        await ns.DeleteAsync("pods/p", "gracePeriodSeconds: 0");
    }

    [Theory, BothClusters]
    public async Task Its_proxy_takes_no_port_only_where_the_port_has_no_name(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("services", "{metadata: {name: web}, spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}}");
        await ns.CreateAsync("pods", Samples.Pod("p", node: "nobody"));
        await ns.PatchAsync("pods/p/status", "status: {phase: Running, podIP: 10.9.8.7, podIPs: [{ip: 10.9.8.7}], conditions: [{type: Ready, status: 'True'}]}", ClusterApi.Strategic);
        await ns.UntilAsync("endpoints/web", found => found.At("subsets.0.addresses.0") is not null);

        foreach (var (port, said) in new[] { ("", "no endpoints available for service \"web\""), (":https", "no endpoints available for service \"web:https\""), (":8080", "no service port 8080 found for service \"web\"") })
        {
            var refused = await ns.TryGetAsync($"services/web{port}/proxy/");
            refused.Refuse(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
            Assert.Equal(said, refused.Body.Text("message"));
        }
        await ns.DeleteAsync("pods/p", "gracePeriodSeconds: 0");
    }
}
