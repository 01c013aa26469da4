using Deploy.Operations.Health;
using Deploy.Operations.Tests.Replicas;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Health;

/// <summary>Where the pod IP of a base cannot be reached from here, that is said, and the address that can be is offered.</summary>
public sealed class ModuleBasesTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly ScriptedBases _bases = new();
    private LocalClusterFixture _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalClusterFixture.StartApiAsync(_time);
        await new PodWriter(_cluster.Client).AddNodeAsync("""
            {metadata: {name: vnode.b1.test, labels: {virtual-kubelet.koupleless.io/component: vnode, base.koupleless.io/tunnel-port: "1239"}},
             status: {addresses: [{type: InternalIP, address: 10.0.0.1}, {type: ExternalIP, address: 192.0.2.7}]}}
            """);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Another_address_of_the_base_is_offered()
    {
        _bases.Say("10.0.0.1", "REFUSED");
        _bases.Say("192.0.2.7", "ACTIVATED");
        var found = await AskAsync();
        Assert.Equal(new Uri("http://192.0.2.7:1239/"), found.Reachable);
        Assert.Equal("The pod IP 10.0.0.1 is not reachable from here; use 192.0.2.7:1239.", found.Note);
        Assert.Equal("ACTIVATED", Assert.Single(found.Modules!).State);
    }

    [Fact]
    public async Task Where_none_answers_it_is_said_what_to_do()
    {
        _bases.Say("10.0.0.1", "REFUSED");
        _bases.Say("192.0.2.7", "REFUSED");
        var found = await AskAsync();
        Assert.Null(found.Modules);
        Assert.StartsWith("The pod IP 10.0.0.1 is not reachable from here (Arklet.NetworkError)", found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_pod_ip_answers_there_is_nothing_to_say()
    {
        _bases.Say("10.0.0.1", "ACTIVATED");
        var found = await AskAsync();
        Assert.Equal((new Uri("http://10.0.0.1:1239/"), ""), (found.Reachable, found.Note));
    }

    private async Task<ModuleBase> AskAsync() =>
        Assert.Single(await new ModuleBases(_cluster.Client, _time, _bases).ListAsync(["vnode.b1.test"], ask: true, cancellationToken: TestContext.Current.CancellationToken));
}
