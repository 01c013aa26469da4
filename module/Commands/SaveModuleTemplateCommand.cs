using System.Management.Automation;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Templates;

namespace Deploy.Module.Commands;

/// <summary>Saves the deployment settings of a module, to publish others from.</summary>
[Cmdlet(VerbsData.Save, "ModuleTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(Results.SavedTemplate))]
public sealed class SaveModuleTemplateCommand : ClusterCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string Name { get; set; } = "";

    [Parameter(Position = 1)]
    [Alias("Template")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string? TemplateName { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var template = TemplateName ?? Name;
        if (!await ConfirmAsync(new CommandChange($"save the settings of module {Name}", Cluster.Describe("template", template))))
            return;
        var saved = await new ModuleTemplates(Cluster.Client, TimeProvider.System).SaveAsync(Cluster.Namespace, Name, template, ct);
        if (saved.LeftOut.Count > 0)
            await WarnAsync($"Left out, since they look like secrets: {string.Join(", ", saved.LeftOut)}. Give them with -Environment when you publish from the template.");
        await WriteAsync(saved);
    }
}
