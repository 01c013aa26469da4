using System.Management.Automation;
using System.Reflection;

namespace Deploy.Module.Import;

/// <summary>
/// What PowerShell knows and gives to scripts only through cmdlets of other modules, which would have to be loaded first.
/// Where a later PowerShell names these parts otherwise, there is nothing.
/// </summary>
internal sealed class Engine(EngineIntrinsics session)
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly Action<PSModuleInfo, CmdletInfo>? AddExport =
        typeof(PSModuleInfo).GetMethod("AddExportedCmdlet", Hidden)?.CreateDelegate<Action<PSModuleInfo, CmdletInfo>>();

    private readonly object? context = typeof(EngineIntrinsics).GetField("_context", Hidden)?.GetValue(session);

    /// <summary>How many modules are just being loaded by one another.</summary>
    public int NestingDepth => Read(Read(context, "Modules"), "ModuleNestingDepth") as int? ?? 0;

    /// <summary>An alias of the session; null when there is none of this name.</summary>
    public AliasInfo? FindAlias(string name) => Call("GetAlias", name) as AliasInfo;

    public void SetAlias(string name, string value) => Call("SetAliasValue", name, value, context, true, CommandOrigin.Internal);

    public void RemoveAlias(string name) => Call("RemoveAlias", name, true);

    /// <summary>Adds a cmdlet to what a module exports.</summary>
    public static void Export(PSModuleInfo module, CmdletInfo cmdlet) => AddExport?.Invoke(module, cmdlet);

    private object? Call(string method, params object?[] arguments)
    {
        var scope = Read(Read(context, "TopLevelSessionState"), "GlobalScope");
        return scope?.GetType().GetMethods(Hidden).FirstOrDefault(each => each.Name == method && each.GetParameters().Length == arguments.Length)?.Invoke(scope, arguments);
    }

    private static object? Read(object? part, string property) => part?.GetType().GetProperty(property, Hidden)?.GetValue(part);
}
