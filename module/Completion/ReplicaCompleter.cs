using Deploy.Operations.Replicas;

namespace Deploy.Module.Completion;

/// <summary>Completes the names of replicas.</summary>
public sealed class ReplicaCompleter : LiveCompleter
{
    private protected override async Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var query = new ReplicaQuery { Namespace = context.Namespace };
        var replicas = await new ReplicaReader(context.Client, TimeProvider.System).ListAsync(query, ct);
        return replicas.Select(replica => replica.Name);
    }
}
