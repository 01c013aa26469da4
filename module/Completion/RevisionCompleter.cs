using System.Globalization;
using Deploy.Operations.Releases;

namespace Deploy.Module.Completion;

/// <summary>Completes the revisions of the module named on the command line.</summary>
public sealed class RevisionCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var revisions = new List<string>();
        if (context.Value("Name") is not { } module)
            return revisions;
        var releases = new ModuleReleases(context.Client, TimeProvider.System);
        await foreach (var release in releases.HistoryAsync(context.Namespace, module, ct))
            revisions.Add(release.Revision.ToString(CultureInfo.InvariantCulture));
        return revisions;
    }
}
