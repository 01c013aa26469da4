using Deploy.Operations.Modules;

namespace Deploy.Module.Completion;

/// <summary>Completes the names of published modules.</summary>
public sealed class ModuleCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var names = new List<string>();
        await foreach (var module in new ModuleCatalog(context.Client, TimeProvider.System).ListAsync(context.Namespace, null, ct))
            names.Add(module.Name);
        return names;
    }
}
