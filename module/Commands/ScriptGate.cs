using System.Management.Automation;
using Deploy.Module.Pump;
using Deploy.Operations.Releases;

namespace Deploy.Module.Commands;

/// <summary>
/// A script block as a health gate: it gets the <see cref="GateContext"/> as <c>$_</c> and as its first argument. It refuses by
/// throwing, or by <c>$false</c> as its last output; whatever else it writes out is the reason.
/// </summary>
internal static class ScriptGate
{
    public static Func<GateContext, CancellationToken, Task<GateResult>> Of(ScriptBlock gate, AsyncCmdlet cmdlet) =>
        async (context, _) => Judge(await cmdlet.InvokeScriptAsync(gate, context));

    internal static GateResult Judge(IReadOnlyList<object?> output)
    {
        if (output is not [.., false])
            return GateResult.Pass;
        var reason = string.Join("; ", output.SkipLast(1).Where(item => item is not null));
        return GateResult.Fail(reason.Length > 0 ? reason : "the script block said no");
    }
}
