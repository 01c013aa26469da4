using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace Deploy.Loader;

/// <summary>What the module's script does when it is imported and removed, compiled: in the script it would take longer than all else.</summary>
public static partial class ModuleImport
{
    private const string Name = "Publish-Module";
    private const string Ours = @"Deploy\Publish-Module";

    /// <summary>
    /// Hands the cmdlets of the main assembly to the module that is being imported. On a second import PowerShell takes the assembly's
    /// module from its cache and forgets to do so (https://github.com/PowerShell/PowerShell/issues/20710).
    /// Then has the plain name Publish-Module mean this module's cmdlet until the module is removed.
    /// </summary>
    /// <returns>What an alias of the user's own that has this name means; null when there is none.</returns>
    public static string? Complete(EngineIntrinsics session, PSModuleInfo cmdlets)
    {
        var module = session.SessionState.Module;
        foreach (var cmdlet in cmdlets.ExportedCmdlets.Values)
            Engine.Export(module, cmdlet);
        return Claim(new Engine(session), module);
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
    // An alias of the user's own is left alone, and so is the session when another module loads this one for itself.
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
