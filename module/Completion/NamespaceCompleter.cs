using Deploy.Kubernetes;

namespace Deploy.Module.Completion;

/// <summary>Completes namespaces.</summary>
public sealed class NamespaceCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var list = await context.Client.ListAllAsync(Resources.Namespaces, null, new ListOptions { FromCache = true }, ct);
        return list.Items.Select(item => item.Metadata.Name);
    }
}
