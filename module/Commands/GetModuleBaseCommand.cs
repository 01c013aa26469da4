using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Operations.Health;

namespace Deploy.Module.Commands;

/// <summary>Lists bases, what they have room for and what is installed on them.</summary>
[Cmdlet(VerbsCommon.Get, "ModuleBase", DefaultParameterSetName = "Name")]
[OutputType(typeof(Results.ModuleBase))]
public sealed class GetModuleBaseCommand : ClusterCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Base", "Replica")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BaseCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "Ip")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BaseCompleter))]
    public string? Ip { get; set; }

    [Parameter]
    public SwitchParameter Detailed { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        using var source = new ArkletBases();
        var bases = new ModuleBases(Cluster.Client, TimeProvider.System, source);
        var (found, missing) = await bases.FindAsync(Name, Ip, Detailed, ct);
        foreach (var each in found)
        {
            await WriteAsync(each);
            if (each.Note.Length > 0)
                await WarnAsync($"{each.Name}: {each.Note}");
        }
        // A name that is written out must be there; a wildcard may find nothing.
        foreach (var name in missing.Where(name => !Wildcard.IsPattern(name)))
            await EachAsync(() => bases.GetAsync(name, ct));
        if (found.Count == 0 && Ip is not null)
            await bases.GetAsync(Ip, ct);
    }
}
