using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Traffic;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Traffic;

/// <summary>Which port of a Service a probe asks; the server's proxy refuses a Service whose port has a name and was not given.</summary>
public sealed class ProbeTargetTests
{
    [Theory]
    [InlineData("one", "80")]
    [InlineData("one:80", "80")]
    [InlineData("one:http/health", "80")]
    [InlineData("plain", "8080")]
    [InlineData("two:admin", "9090")]
    public async Task The_port_is_found_in_the_service(string text, string port)
    {
        await using var cluster = await StartAsync();
        var target = await ProbeTarget.Parse(text, "default").ResolveAsync(cluster.Client, TestContext.Current.CancellationToken);
        Assert.Equal(port, target.Port);
    }

    [Theory]
    [InlineData("two", "Service two has several ports: 80 (http), 9090 (admin).")]
    [InlineData("one:https", "Service one has no port https; it has 80 (http).")]
    [InlineData("none", "There is no Service default/none to probe.")]
    [InlineData("bare", "Service bare has no port to probe.")]
    public async Task What_cannot_be_asked_is_refused_with_what_there_is(string text, string said)
    {
        await using var cluster = await StartAsync();
        var refused = await Assert.ThrowsAsync<DeployException>(() => ProbeTarget.Parse(text, "default").ResolveAsync(cluster.Client, TestContext.Current.CancellationToken));
        Assert.Equal((DeployCodes.InvalidParameter, said), (refused.Code, refused.Message));
    }

    private static async Task<LocalClusterFixture> StartAsync()
    {
        var cluster = await LocalClusterFixture.StartApiAsync(new VirtualTime());
        foreach (var yaml in new[]
        {
            "{metadata: {name: one}, spec: {ports: [{name: http, port: 80}]}}", "{metadata: {name: plain}, spec: {ports: [{port: 8080}]}}",
            "{metadata: {name: two}, spec: {ports: [{name: http, port: 80}, {name: admin, port: 9090}]}}", "{metadata: {name: bare}, spec: {clusterIP: None}}",
        })
            await cluster.Client.CreateAsync(Resources.Untyped("", "v1", "services", "Service", true), "default", Yaml.Read(yaml), null, TestContext.Current.CancellationToken);
        return cluster;
    }
}
