using Deploy.Operations.Health;

namespace Deploy.Module.Completion;

/// <summary>Completes the applications and versions that bases run, which modules are bound to.</summary>
public sealed class BaseApplicationCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var bases = await new ModuleBases(context.Client, TimeProvider.System).ListAsync(cancellationToken: ct);
        if (context.Parameter != "BaseVersion")
            return bases.Select(found => found.Application);
        var application = context.Value("Base");
        return bases.Where(found => application is null || found.Application == application).Select(found => found.Version);
    }
}
