using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace Deploy.Module.Import;

/// <summary>What the module does when it is imported and removed.</summary>
public static partial class ModuleImport
{
    private const string Name = "Publish-Module";
    private const string Ours = @"Deploy\Publish-Module";

    /// <summary>
    /// Hands the cmdlets of the main assembly to the module that is being imported. On a second import PowerShell takes the assembly's
    /// module from its cache and forgets to do so (https://github.com/PowerShell/PowerShell/issues/20710).
    /// Then has the plain name Publish-Module mean this module's cmdlet until the module is removed.
    /// </summary>
    /// <param name="importer">A cmdlet that the module's script called; it warns where an alias of the user's own has that name.</param>
    /// <param name="cmdlets">What importing the assembly made.</param>
    public static void Complete(PSCmdlet importer, PSModuleInfo cmdlets)
    {
        var module = importer.SessionState.Module;
        foreach (var cmdlet in cmdlets.ExportedCmdlets.Values)
            Engine.Export(module, cmdlet);
        if (Claim(new Engine((EngineIntrinsics)importer.GetVariableValue("ExecutionContext")), module) is { } taken)
            importer.WriteWarning($"{Name} is an alias of {taken} in this session; {Ours} is this module's.");
    }

    /// <summary>Gives the plain name back.</summary>
    public static void Release(EngineIntrinsics session)
    {
        var engine = new Engine(session);
        if (engine.FindAlias(Name)?.Definition == Ours)
            engine.RemoveAlias(Name);
    }

    // PowerShellGet's Publish-Module is a function, and a function hides a cmdlet of the same name, whichever came last. An alias comes
    // before both. It is not exported: PowerShell would then look for Deploy\Publish-Module in the alias itself.
    // An alias of the user's own is left alone, and what it means is returned; the session is left alone when another module loads this one for itself.
    private static string? Claim(Engine engine, PSModuleInfo module)
    {
        if (engine.FindAlias(Name) is { } alias && alias.Definition != Ours)
            return alias.Definition;
        if (IsForAll(engine))
        {
            engine.SetAlias(Name, Ours);
            module.OnRemove = ScriptBlock.Create($"[{typeof(ModuleImport)}]::{nameof(Release)}($ExecutionContext)");
        }
        return null;
    }

    // Two levels are this module's own: its manifest and its script. The next on the stack after the script is who imports the module.
    private static bool IsForAll(Engine engine)
    {
        var caller = Runspace.DefaultRunspace.Debugger.GetCallStack().Skip(1).First();
        return (engine.NestingDepth <= 2 && caller.InvocationInfo.MyCommand.Module is null) || GlobalScope().IsMatch(caller.Position.Text);
    }

    [GeneratedRegex(@"-(Global|Scope\s+Global)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GlobalScope();
}
