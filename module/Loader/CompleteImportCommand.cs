using System.Management.Automation;

namespace Deploy.Loader;

/// <summary>
/// All that the module's script does when it is imported. One command, since each call of a method in a script is compiled as it runs;
/// and what can be is done by the main assembly, which was compiled ahead of time.
/// </summary>
[Cmdlet(VerbsLifecycle.Complete, "DeployImport")]
public sealed class CompleteImportCommand : PSCmdlet
{
    protected override void EndProcessing()
    {
        var main = ModuleLoadContext.Load(Path.GetDirectoryName(typeof(CompleteImportCommand).Assembly.Location)!);
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var cmdlets = shell.AddCommand(@"Microsoft.PowerShell.Core\Import-Module").AddParameter("Assembly", main).AddParameter("PassThru")
            .AddParameter("ErrorAction", ActionPreference.Stop).Invoke<PSModuleInfo>()[0];
        var complete = main.GetType("Deploy.Module.Import.ModuleImport", throwOnError: true)!.GetMethod("Complete")!.CreateDelegate<Action<PSCmdlet, PSModuleInfo>>();
        complete(this, cmdlets);
    }
}
