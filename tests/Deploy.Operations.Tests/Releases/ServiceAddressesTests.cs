using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Nothing is taken from a set while a Service still sends to it. Without controllers: here the test moves the endpoints.</summary>
public sealed class ServiceAddressesTests : IAsyncLifetime
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly VirtualTime _time = new();
    private LocalClusterFixture? _cluster;

    private KubernetesClient Client => _cluster!.Client;

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalClusterFixture.StartApiAsync(_time);
        await Client.CreateAsync(WorkloadResources.Services, "default", Read("""{"metadata": {"name": "biz1"}, "spec": {"ports": [{"port": 80}]}}"""));
        await Client.CreateAsync(Endpoints, "default", Read($$"""{"metadata": {"name": "biz1"}, "subsets": [{"ports": [{"port": 80}], "addresses": [{{Address("old")}}, {{Address("new")}}]}]}"""));
    }

    public ValueTask DisposeAsync() => _cluster!.DisposeAsync();

    [Fact]
    public async Task It_is_waited_until_none_is_left_that_leaves()
    {
        var waiting = LeaveAsync("old");
        await PassAsync(waiting, TimeSpan.FromSeconds(4));
        Assert.False(waiting.IsCompleted);
        await Client.PatchAsync(Resources.Endpoints, "default", "biz1", Patch.Merge(Read($$"""{"subsets": [{"ports": [{"port": 80}], "addresses": [{{Address("new")}}]}]}""")));
        await PassAsync(waiting, TimeSpan.FromMilliseconds(100));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task But_not_for_ever()
    {
        var waiting = LeaveAsync("old");
        await PassAsync(waiting, TimeSpan.FromSeconds(5));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_set_that_gets_no_requests_goes_at_once() => await LeaveAsync("unknown").WaitAsync(Eventually.Bound, TimeProvider.System, TestContext.Current.CancellationToken);

    private static ResourceType<JsonObject> Endpoints => Resources.Untyped("", "v1", "endpoints", "Endpoints", namespaced: true);

    private async Task LeaveAsync(string uid) =>
        await new ServiceAddresses(Client, _time).LeaveAsync([await Client.GetAsync(WorkloadResources.Services, "default", "biz1")], address => address.TargetRef?.Uid == uid, default);

    // Each look is answered before the clock goes on.
    private async Task PassAsync(Task waiting, TimeSpan span)
    {
        for (var end = _time.GetUtcNow() + span; _time.GetUtcNow() < end; _time.Advance(s_look))
            await LookedAsync(waiting);
        await LookedAsync(waiting);
    }

    private Task LookedAsync(Task waiting) => Eventually.UntilAsync(() => waiting.IsCompleted || _time.NextDue <= _time.GetUtcNow() + s_look, "a look at the endpoints");

    private static string Address(string uid) =>
        $$$"""{"ip": "10.0.0.{{{uid.Length}}}", "targetRef": {"kind": "Pod", "namespace": "default", "name": "biz1-{{{uid}}}", "uid": "{{{uid}}}"}}""";

    private static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();
}
