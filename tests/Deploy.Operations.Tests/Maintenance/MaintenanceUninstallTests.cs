using Deploy.Kubernetes;
using Deploy.Kubernetes.Installation;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Modules;
using Deploy.Operations.Tests.Maintenance.Lab;

namespace Deploy.Operations.Tests.Maintenance;

/// <summary>Taking maintenance off a cluster leaves no replica held for an archiver that is not there any more.</summary>
public sealed class MaintenanceUninstallTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_after_any_write_the_next_try_finishes(bool everywhere)
    {
        await using var lab = await MaintenanceLab.StartAsync(loops: false);
        var wanted = new MaintenanceInstallation { Namespace = MaintenanceLab.Ns, Image = "example.org/module:1", ModuleNamespaces = everywhere ? [] : [MaintenanceLab.Ns] };
        var points = 0;
        for (var done = false; !done; points++)
        {
            await new ObjectInstaller(lab.Client, TimeProvider.System).InstallAsync(wanted.Kit, wanted.Objects(), cancellationToken: Token);
            await lab.CreateAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: held-{points}, finalizers: [{ModuleLabels.ArchiveFinalizer}], labels: {{module-controller.koupleless.io/component: module}}}}, spec: {{containers: [{{name: a, image: registry.local/ok:1}}]}}}}");
            var kill = new KillSwitch(points + 1);
            using (var mortal = lab.NewClient(kill))
            {
                try
                {
                    await UninstallAsync(mortal, wanted.Kit);
                }
                catch (KubernetesException) when (kill.IsDead)
                {
                    // That is what being killed looks like.
                }
            }
            done = !kill.IsDead;

            await UninstallAsync(lab.Client, wanted.Kit);

            foreach (var pod in (await lab.Client.ListAllAsync(Resources.Pods, MaintenanceLab.Ns, null, Token)).Items)
                Assert.True(pod.Metadata.Finalizers.Count == 0, $"{pod.Metadata.Name} is held still, after {kill.Log.LastOrDefault()}");
            Assert.Empty(await new ObjectInstaller(lab.Client, TimeProvider.System).UninstallAsync(wanted.Kit, cancellationToken: Token));
        }
        output.WriteLine($"{points - 1} kill points");
        Assert.True(points > 5, $"{points}");
    }

    private static Task UninstallAsync(KubernetesClient client, InstallationKit kit) => new ObjectInstaller(client, TimeProvider.System).UninstallAsync(
        kit, null, (left, ct) => MaintenanceInstallation.ReleaseHoldsAsync(client, left, ct), Token);
}
