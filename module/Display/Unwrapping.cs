using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Deploy.Module.Display;

/// <summary>Takes values out of PowerShell's wrapper.</summary>
internal static class Unwrapping
{
    public static object? Raw(object? value) =>
        value is null || value.GetType().Namespace != "System.Management.Automation" ? value : Base(value);

    // Apart, so that the console does not load PowerShell's assembly to show a value.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object? Base(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
