using Deploy.Operations.Maintenance;

namespace Deploy.Module.Completion;

/// <summary>Completes the names of maintenance tasks.</summary>
public sealed class MaintenanceTaskCompleter : LiveCompleter
{
    private protected override Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct) =>
        Task.FromResult<IEnumerable<string>>(MaintenanceTasks.Names);
}
