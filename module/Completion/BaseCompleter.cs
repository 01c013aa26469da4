using Deploy.Operations.Health;

namespace Deploy.Module.Completion;

/// <summary>Completes the names of bases, as their nodes are called.</summary>
public sealed class BaseCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct) =>
        (await new ModuleBases(context.Client, TimeProvider.System).ListAsync(cancellationToken: ct)).Select(found => found.Name);
}
