using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Templates;
using Deploy.Operations.Tests.Releases;

namespace Deploy.Operations.Tests.Templates;

public sealed class ModuleTemplatesTests(ReleaseCluster cluster)
{
    [Fact]
    public async Task Settings_are_saved_without_secrets_and_published_as_another_module()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2) with
        {
            Environment = new Dictionary<string, string> { ["COLOR"] = "blue", ["DB_PASSWORD"] = "planted-9f3c" },
            Ports = [new ModulePort(8080)],
        });
        var templates = new ModuleTemplates(bed.Client, TimeProvider.System);
        var saved = await templates.SaveAsync(bed.Namespace, "biz1", "standard");
        Assert.Equal(("standard", "biz1", ModuleKind.Deployment), (saved.Name, saved.SavedFrom, saved.Kind));
        Assert.Equal(["DB_PASSWORD"], saved.LeftOut);
        Assert.DoesNotContain("planted-9f3c", (await bed.ReadAsync("ConfigMap", "module-template-standard")).ToJsonString(), StringComparison.Ordinal);

        var request = ModuleTemplates.Fill(await templates.GetAsync(bed.Namespace, "standard"), "biz2", "3.1.0", "registry.local/ok:3", options: ReleaseBed.Bounded(null));
        var release = await bed.RunAsync(await bed.Releases.PlanPublishAsync(request));
        Assert.Equal(("biz2", "3.1.0", 2), (release.Module, release.Version, release.Responsive));
        var container = (await bed.ReadAsync("Deployment", "biz2")).ObjectsAt("spec", "template", "spec", "containers").Single();
        Assert.Equal(["BIZ_VERSION", "COLOR"], container.ObjectsAt("env").Select(variable => variable.TextAt("name")!).Order(StringComparer.Ordinal));
        Assert.Equal(8080, container.ObjectsAt("ports").Single().CountAt("containerPort"));
        Assert.Equal(2, (await bed.ReadyByVersionAsync())["1.0.0"]);
    }

    [Fact]
    public async Task A_template_is_replaced_listed_and_removed()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        var templates = new ModuleTemplates(bed.Client, TimeProvider.System);
        await templates.SaveAsync(bed.Namespace, "biz1", "small");
        await bed.ResizeAsync(2);
        await templates.SaveAsync(bed.Namespace, "biz1", "small");
        var names = new List<string>();
        await foreach (var template in templates.ListAsync(bed.Namespace, "sm*"))
            names.Add(template.Name);
        Assert.Equal(["small"], names);
        await templates.RemoveAsync(bed.Namespace, "small");
        Assert.Equal(ModuleCodes.NotFound, (await Assert.ThrowsAsync<DeployException>(() => templates.GetAsync(bed.Namespace, "small"))).Code);
    }
}
