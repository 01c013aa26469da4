using Deploy.Operations.Templates;

namespace Deploy.Module.Completion;

/// <summary>Completes the names of saved templates.</summary>
public sealed class TemplateCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var names = new List<string>();
        await foreach (var template in new ModuleTemplates(context.Client, TimeProvider.System).ListAsync(context.Namespace, null, ct))
            names.Add(template.Name);
        return names;
    }
}
