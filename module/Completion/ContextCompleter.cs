using Deploy.Kubernetes;
using Deploy.Module.Connection;

namespace Deploy.Module.Completion;

/// <summary>Completes the contexts of all kubeconfig files in reach.</summary>
public sealed class ContextCompleter : LiveCompleter
{
    private protected override Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        IEnumerable<IReadOnlyList<string>> places = context.Kubeconfig.Count > 0
            ? [context.Kubeconfig]
            : ClusterSelection.Places().Select(place => place.Kubeconfig);
        return Task.FromResult<IEnumerable<string>>([.. places.SelectMany(paths => KubeConfig.Load(paths).Contexts)]);
    }
}
