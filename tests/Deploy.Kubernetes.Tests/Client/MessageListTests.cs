using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Kubernetes.Tests.Servers;
using Deploy.Kubernetes.Tests.Transport;

namespace Deploy.Kubernetes.Tests.Client;

public sealed class MessageListTests
{
    private static readonly ResourceType<Pod> Pods = Resources.Pods.As(ModelJson.Of<Pod>, message => new Pod { Metadata = new() { Name = MessageListReaderTests.NameOf(message) } });

    [Fact]
    public async Task A_list_is_asked_for_in_the_binary_form_and_read_page_by_page()
    {
        await using var server = new TestApiServer(call => call.QueryValue("continue") is { Length: > 0 }
            ? call.AnswerAsync(200, Messages.List("7", null, Messages.Pod("c")), Messages.Header)
            : call.AnswerAsync(200, Messages.List("7", "next", Messages.Pod("a"), Messages.Pod("b")), Messages.Header));
        using var client = server.Client();

        var list = await client.ListAllAsync(Pods, "default", null, TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b", "c"], list.Items.Select(pod => pod.Metadata.Name));
        Assert.Equal("7", list.ResourceVersion);
        Assert.All(server.Calls, call => Assert.Equal("application/vnd.kubernetes.protobuf, application/json", call.Headers["Accept"]));
    }

    [Fact]
    public async Task A_server_that_answers_in_json_is_understood()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, Answers.List("7", null, Answers.Pod("a", "1"))));
        using var client = server.Client();

        var list = await client.ListAllAsync(Pods, null, null, TestContext.Current.CancellationToken);

        Assert.Equal(["a"], list.Items.Select(pod => pod.Metadata.Name));
    }

    [Fact]
    public async Task What_is_no_message_is_a_clear_failure()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "<html>"u8.ToArray(), Messages.Header));
        using var client = server.Client();

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => client.ListAllAsync(Pods, null, null, TestContext.Current.CancellationToken));

        Assert.Equal("InvalidResponse", failure.Reason);
        Assert.Contains("not what a Kubernetes API server sends", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_in_the_binary_form_is_told_in_the_servers_words()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(403, Messages.Status(403, "Forbidden", "pods is forbidden"), Messages.Header));
        using var client = server.Client();

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => client.ListAllAsync(Pods, null, null, TestContext.Current.CancellationToken));

        Assert.True(failure.IsForbidden);
        Assert.Equal(("pods is forbidden", "goes-on", "n", 7, "DisruptionBudget"), (failure.Message, failure.Status!.Metadata.Continue,
            failure.Status.Details!.Name, failure.Status.Details.RetryAfterSeconds, Assert.Single(failure.Status.Details.Causes).Reason));
    }

    [Fact]
    public async Task A_refusal_that_is_garbled_keeps_its_code()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(403, "k8s\0\u0012"u8.ToArray(), Messages.Header));
        using var client = server.Client();

        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => client.ListAllAsync(Pods, null, null, TestContext.Current.CancellationToken))).IsForbidden);
    }
}
