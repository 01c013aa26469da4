using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Deploy.Loader;

/// <summary>
/// All that the module's script does when it is imported: gives it the cmdlets of the main assembly, and writes the aliases that it is to
/// export. One command, since each call of a method in a script is compiled as it runs.
/// </summary>
[Cmdlet(VerbsLifecycle.Complete, "DeployImport")]
[OutputType(typeof(string))]
public sealed partial class CompleteImportCommand : PSCmdlet
{
    // A function hides a cmdlet of its name, and PowerShellGet's Publish-Module is one; an alias comes before both, whichever module came
    // last. Get-Help follows an alias to a cmdlet of another name only, so the cmdlet has one.
    private const string Alias = "Publish-Module";
    private const string Aliased = "Publish-DeployModule";

    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    // PowerShell's records of the imported assembly, one for each session that imported it.
    private static readonly ConditionalWeakTable<PSModuleInfo, object> Imports = [];

    protected override void EndProcessing()
    {
        var ofUser = FindAliasOfUser();
        ImportCmdlets(ModuleLoadContext.Load(Path.GetDirectoryName(typeof(CompleteImportCommand).Assembly.Location)!));
        if (ofUser is not null)
            WriteWarning($"{Alias} is an alias of {ofUser} in this session; {Aliased} is this module's.");
        else if (IsForSession())
            WriteObject(Alias);
    }

    // An exported alias would take the place of one that the user has made, and that one would not come back when this module is removed.
    private string? FindAliasOfUser()
    {
        var found = InvokeCommand.GetCommands(Alias, CommandTypes.Alias, nameIsPattern: false).FirstOrDefault();
        return found is null || found.Definition == Aliased ? null : found.Definition;
    }

    // A module that loads this one for itself exports the alias again unless it says otherwise, and with it would change what the name
    // means to its user. The caller is next on the stack after this module's script; nobody is where no script called.
    private bool IsForSession()
    {
        var caller = Runspace.DefaultRunspace.Debugger.GetCallStack().Skip(1).FirstOrDefault();
        return (caller?.InvocationInfo.MyCommand?.Module is null && !IsNestedByManifest()) || (caller is not null && GlobalScope().IsMatch(caller.Position.Text));
    }

    // Two levels are this module's own: its manifest and its script. Nothing public tells of the others; where a later PowerShell names
    // this otherwise, a manifest's nested module is taken for the session's.
    private bool IsNestedByManifest()
    {
        var session = GetVariableValue("ExecutionContext");
        var context = session?.GetType().GetField("_context", Hidden)?.GetValue(session);
        return Read(Read(context, "Modules"), "ModuleNestingDepth") is > 2;
    }

    private static object? Read(object? part, string property) => part?.GetType().GetProperty(property, Hidden)?.GetValue(part);

    [GeneratedRegex(@"-(Global|Scope[\s:]+['""]?Global)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GlobalScope();

    // What PowerShell has imported once it does not import again: its record stays where the module is imported anew with -Force, or a
    // copy from another folder is, and then has to go first (https://github.com/PowerShell/PowerShell/issues/20710).
    private static void ImportCmdlets(Assembly main)
    {
        var import = Import(main);
        if (Imports.TryGetValue(import, out _))
        {
            Remove(import);
            import = Import(main);
        }
        Imports.Add(import, main);
    }

    private static PSModuleInfo Import(Assembly main)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand(@"Microsoft.PowerShell.Core\Import-Module").AddParameter("Assembly", main).AddParameter("PassThru")
            .AddParameter("ErrorAction", ActionPreference.Stop).Invoke<PSModuleInfo>()[0];
    }

    private static void Remove(PSModuleInfo import)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(@"Microsoft.PowerShell.Core\Remove-Module").AddParameter("ModuleInfo", import).AddParameter("ErrorAction", ActionPreference.Stop).Invoke();
    }
}
