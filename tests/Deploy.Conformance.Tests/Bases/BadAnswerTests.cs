using Deploy.LocalCluster.Bases;
using Deploy.Testing.Bases;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>An arklet that answers badly wedges nothing: the pod says what happened and the next module is installed.</summary>
public sealed class BadAnswerTests(ClusterPair clusters) : BaseCase(clusters)
{
    [Theory, BothClusters]
    public Task Failed(ClusterKind kind) => SaysAsync(kind, InstallOutcome.Failed, "Arklet.InstallBizFailed", "BeanCreationException");

    [Theory, BothClusters]
    public Task Broken(ClusterKind kind) => SaysAsync(kind, InstallOutcome.Broken, "Arklet.InstallBizFailed", "BeanCreationException");

    [Theory, BothClusters]
    public Task Hangs(ClusterKind kind) => SaysAsync(kind, InstallOutcome.Hangs, "Arklet.InstallModuleTimedOut", "");

    [Theory, BothClusters]
    public Task Resets(ClusterKind kind) => SaysAsync(kind, InstallOutcome.Resets, "Arklet.NetworkError", "");

    [Theory, BothClusters]
    public Task Garbage(ClusterKind kind) => SaysAsync(kind, InstallOutcome.Garbage, "Arklet.ArkletServiceNotFound", "not JSON");

    [Theory, BothClusters]
    public async Task A_package_that_may_not_be_fetched(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await bed.PublishAsync("expired", simulated, "expired", "1.0.0", bed.Packages.Missing("expired.jar"));
        var said = await bed.UntilWaitingAsync("expired", "Arklet.PullBizError", "403");
        Assert.DoesNotContain("planted", said, StringComparison.Ordinal);
    }

    [Theory, BothClusters]
    public async Task A_package_that_is_damaged(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await bed.PublishAsync("damaged", simulated, "damaged", "1.0.0", bed.Packages.Add("damaged.jar", [1, 2, 3]));
        await bed.UntilWaitingAsync("damaged", "Arklet.PullBizError");
    }

    [Theory, BothClusters]
    public async Task A_package_whose_digest_is_not_what_the_store_says(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        var package = BizPackage.Of("swapped", "1.0.0");
        await bed.PublishAsync("swapped", simulated, "swapped", "1.0.0", bed.Packages.Add("swapped.jar", package, new string('0', 64)));
        await bed.UntilWaitingAsync("swapped", "Arklet.PullBizError", "digest");
        Assert.DoesNotContain("swapped:1.0.0", simulated.Modules.Keys);
        var right = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BizPackage.Of("right", "1.0.0")));
        await bed.PublishAsync("right", simulated, "right", "1.0.0", bed.Packages.Add("right.jar", BizPackage.Of("right", "1.0.0"), right));
        await bed.UntilReadyAsync("right");
    }

    private async Task SaysAsync(ClusterKind kind, InstallOutcome outcome, string code, string message)
    {
        await using var bed = await OpenAsync(kind, controller: false);
        if (outcome == InstallOutcome.Hangs)
            bed.InstallTimeout = TimeSpan.FromSeconds(3);
        bed.StartController();
        var simulated = (await bed.StartBasesAsync(1))[0];
        await bed.PublishAsync("bad", simulated, "bad", "1.0.0", bed.Package("bad", simulation: new ModuleSimulation { Install = outcome }));
        await bed.PublishAsync("good", simulated, "good", "1.0.0", bed.Package("good"));
        await bed.UntilReadyAsync("good");
        await bed.UntilWaitingAsync("bad", code, message);
        await bed.DeletePodAsync("bad");
        await bed.UntilGoneAsync("bad");
    }
}
