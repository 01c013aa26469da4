using Deploy.Controller.Heartbeats;
using Deploy.Controller.Control;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Bases;
using Deploy.Testing.Bases;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>
/// The whole life of a base and of a module on it, with a controller that is killed after so many writes and started again:
/// install, restart of the base, uninstall, goodbye.
/// </summary>
internal sealed class MortalLife : IAsyncDisposable
{
    private const string Pod = "biz1-a";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly BaseBed _bed;
    private readonly CrashingClient _mortal;
    private volatile ModuleControllerService _controller;
    private bool _revived;

    public MortalLife(BaseBed bed, int writes)
    {
        (_bed, _mortal) = (bed, new CrashingClient(bed.Client.Connection, writes));
        _controller = bed.StartController("one", _mortal.Client);
    }

    /// <summary>How often the controller wrote in all, if it was never killed.</summary>
    public int Writes => _mortal.Writes;

    public async Task LiveAsync()
    {
        var simulated = _bed.StartBase("b1", beat: TimeSpan.FromMilliseconds(200), hear: Hear);
        await UntilAsync(async () => await FindNodeAsync(simulated) is not null, "a node");
        await _bed.PublishAsync(Pod, simulated, "biz1", "1.0.0", _bed.Package("biz1"));
        await UntilAsync(async () => await FindPodAsync() is { } pod && BaseBed.IsReady(pod), "a ready module");
        Assert.Equal(1, simulated.Installs["biz1:1.0.0"]);

        simulated.Command(new BaseCommand { Restart = true });
        await UntilAsync(async () => await FindPodAsync() is { } pod && BaseBed.IsReady(pod) && simulated.Installs["biz1:1.0.0"] == 2, "a replayed module");
        await _bed.DeletePodAsync(Pod);
        await UntilAsync(async () => await FindPodAsync() is null, "the end of the pod");
        Assert.Empty(simulated.Modules);
        Assert.Equal(2, simulated.Installs["biz1:1.0.0"]);

        await _bed.KillAsync(simulated);
        await UntilAsync(async () =>
        {
            Hear(new Heartbeat { Identity = simulated.Identity, Name = simulated.Name, Version = simulated.Version, Ip = "127.0.0.1", Port = simulated.Port, Active = false });
            return await FindNodeAsync(simulated) is null && await _bed.Client.FindAsync(Resources.Leases, "kube-node-lease", _bed.NodeOf(simulated)) is null;
        }, "the end of node and lease");
    }

    public ValueTask DisposeAsync()
    {
        _mortal.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Hear(Heartbeat beat) => _controller.Controller.Hear(beat);

    private async Task<Deploy.Kubernetes.Models.Pod?> FindPodAsync() => await _bed.Client.FindAsync(Resources.Pods, _bed.Namespace, Pod);

    private async Task<Deploy.Kubernetes.Models.Node?> FindNodeAsync(SimulatedBase simulated) => await _bed.Client.FindAsync(Resources.Nodes, null, _bed.NodeOf(simulated));

    private Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.UntilAsync(async () =>
    {
        if (_mortal.IsDead && !_revived)
            await ReviveAsync();
        return await condition();
    }, what, Patience);

    private async Task ReviveAsync()
    {
        _revived = true;
        await _bed.StopAsync(_controller);
        _controller = _bed.StartController("one");
    }
}
