using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Tests.Servers;

namespace Deploy.Kubernetes.Tests.Client;

public sealed class WritingTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("merge", "application/merge-patch+json")]
    [InlineData("strategic", "application/strategic-merge-patch+json")]
    [InlineData("json", "application/json-patch+json")]
    public async Task A_patch_says_how_it_is_to_be_read(string kind, string contentType)
    {
        var patch = kind switch
        {
            "merge" => Patch.Merge(new JsonObject { ["a"] = null }),
            "strategic" => Patch.Strategic(new JsonObject { ["a"] = null }),
            _ => Patch.Json([new JsonObject { ["op"] = "test" }]),
        };
        var call = await CaptureAsync(client => client.PatchAsync(Resources.Deployments, "team", "web", patch, new PatchOptions { Subresource = "status", DryRun = true, FieldManager = "me" }, Token));

        Assert.Equal(("PATCH", "/apis/apps/v1/namespaces/team/deployments/web/status"), (call.Method, call.Path));
        Assert.Equal(contentType, MediaTypeHeaderValue.Parse(call.Headers["Content-Type"]).MediaType);
        Assert.Equal("dryRun=All&fieldManager=me", call.Query);
        Assert.Equal(patch.Body.ToJsonString(), call.Body);
    }

    [Fact]
    public async Task A_delete_carries_its_preconditions()
    {
        var call = await CaptureAsync(client => client.DeleteAsync(
            Resources.Pods, "team", "web-1", new DeleteOptions { Uid = "u", ResourceVersion = "7", GracePeriodSeconds = 0, Propagation = PropagationPolicy.Foreground }, Token));

        Assert.Equal(("DELETE", "/api/v1/namespaces/team/pods/web-1"), (call.Method, call.Path));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":0,"propagationPolicy":"Foreground","preconditions":{"uid":"u","resourceVersion":"7"}}"""),
            JsonNode.Parse(call.Body)), call.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("%2e")]
    public async Task A_name_that_would_address_something_else_is_never_sent(string name)
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        using var client = server.Client();

        await Assert.ThrowsAsync<ArgumentException>(() => client.DeleteAsync(Resources.Pods, "team", name, null, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.DeleteAsync(Resources.Pods, name, "web", null, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetAsync(Resources.Pods, null, "web", Token));
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("replace")]
    [InlineData("patch")]
    [InlineData("patch status")]
    [InlineData("delete")]
    [InlineData("scale")]
    public async Task A_name_with_signs_of_its_own_stays_one_name_below_the_servers_path(string verb)
    {
        const string name = "system:a b?c#d&e=é";
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        using var client = new KubernetesClient(server.Connection with { Server = new Uri(server.Address, "/k8s/clusters/c-1") });
        Func<ResourceType<JsonObject>, string?, Task> ask = verb switch
        {
            "get" => (type, ns) => client.GetAsync(type, ns, name, Token),
            "replace" => (type, ns) => client.ReplaceAsync(type, ns, name, [], Token),
            "patch" => (type, ns) => client.PatchAsync(type, ns, name, Patch.Merge([]), null, Token),
            "patch status" => (type, ns) => client.PatchAsync(type, ns, name, Patch.Merge([]), new PatchOptions { Subresource = "status" }, Token),
            "delete" => (type, ns) => client.DeleteAsync(type, ns, name, null, Token),
            _ => (type, ns) => ns is null ? Task.CompletedTask : client.SetScaleAsync(type, ns, name, 1, Token),
        };

        await ask(Resources.Untyped("", "v1", "things", "Thing", namespaced: true), "team");
        await ask(Resources.Untyped("g.io", "v2", "things", "Thing", namespaced: true), "team");
        await ask(Resources.Untyped("", "v1", "wide", "Wide", namespaced: false), null);
        await ask(Resources.Untyped("g.io", "v2", "wide", "Wide", namespaced: false), null);

        var end = verb switch { "patch status" => "/status", "scale" => "/scale", _ => "" };
        string[] expected = ["api/v1/namespaces/team/things", "apis/g.io/v2/namespaces/team/things", "api/v1/wide", "apis/g.io/v2/wide"];
        var escaped = Uri.EscapeDataString(name);
        Assert.Equal(expected.Take(verb == "scale" ? 2 : 4).Select(path => $"/k8s/clusters/c-1/{path}/{escaped}{end}"), server.Calls.Select(call => call.Path.Replace(":", "%3A", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("21", "policy/v1beta1")]
    [InlineData("22+", "policy/v1")]
    public async Task An_eviction_speaks_the_version_of_the_server(string minor, string version)
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(201, $$"""{"major":"1","minor":"{{minor}}"}"""));
        using var client = server.Client();

        await client.EvictAsync("team", "web-1", new DeleteOptions { Uid = "u" }, Token);
        await client.EvictAsync("team", "web-2", null, Token);

        Assert.Single(server.Calls, call => call.Path == "/version");
        var eviction = JsonNode.Parse(server.Calls.ElementAt(1).Body)!;
        Assert.Equal((version, "u"), ((string)eviction["apiVersion"]!, (string)eviction["deleteOptions"]!["preconditions"]!["uid"]!));
    }

    [Fact]
    public async Task A_scale_goes_through_the_subresource()
    {
        var call = await CaptureAsync(client => client.SetScaleAsync(Resources.StatefulSets, "team", "db", 0, Token));

        Assert.Equal(("PATCH", "/apis/apps/v1/namespaces/team/statefulsets/db/scale"), (call.Method, call.Path));
        Assert.Equal("""{"spec":{"replicas":0}}""", call.Body);
    }

    [Fact]
    public async Task A_binding_is_created_below_its_pod()
    {
        var bindings = Resources.Untyped("", "v1", "pods", "Binding", namespaced: true);
        var call = await CaptureAsync(client => client.CreateAsync(bindings, "team", [], new CreateOptions { SubresourceOf = "web-1", Subresource = "binding" }, Token));

        Assert.Equal(("POST", "/api/v1/namespaces/team/pods/web-1/binding"), (call.Method, call.Path));
    }

    [Theory]
    [InlineData(404, "NotFound")]
    [InlineData(409, "Conflict")]
    [InlineData(409, "AlreadyExists")]
    [InlineData(422, "Invalid")]
    public async Task A_refusal_tells_what_the_server_said(int status, string reason)
    {
        await using var server = new TestApiServer(call => call.FailAsync(status, reason, "the server's words"));
        using var client = server.Client();

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => client.ReplaceAsync(Resources.Leases, "team", "lock", new Lease(), Token));

        Assert.Equal(($"KubeAPIServer.{reason}", "the server's words"), (failure.Code, failure.Message));
        Assert.Equal(
            (status == 404, reason == "Conflict", reason == "AlreadyExists", status == 422),
            (failure.IsNotFound, failure.IsConflict, failure.IsAlreadyExists, failure.IsInvalid));
    }

    [Fact]
    public async Task Nothing_found_is_null_and_other_failures_are_not()
    {
        var status = 404;
        await using var server = new TestApiServer(call => call.FailAsync(status, "X"));
        using var client = server.Client();

        Assert.Null(await client.FindAsync(Resources.Pods, "team", "web", Token));
        status = 403;
        await Assert.ThrowsAsync<KubernetesException>(() => client.FindAsync(Resources.Pods, "team", "web", Token));
    }

    private static async Task<ApiCall> CaptureAsync(Func<KubernetesClient, Task> act)
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        using var client = server.Client();
        await act(client);
        return Assert.Single(server.Calls);
    }
}
