using Deploy.Operations.Packages;

namespace Deploy.Module.Completion;

/// <summary>Completes the modules, versions and files of stored packages.</summary>
public sealed class PackageCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var found = new List<string>();
        if (await context.FindStoreAsync(ct) is not { } store)
            return found;
        var module = context.Parameter == "Name" ? null : context.Value("Name");
        await foreach (var package in new ModulePackages(store.Packages).ListAsync(module ?? "*", null, ct))
        {
            if (context.Parameter == "File" && context.Value("Version") is { } version && version != package.Version)
                continue;
            found.Add(context.Parameter switch { "Version" => package.Version, "File" => package.File, _ => package.Module });
        }
        return found;
    }
}
