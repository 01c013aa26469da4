using Deploy.Operations.Errors;

namespace Deploy.Module.Completion;

/// <summary>Completes error codes.</summary>
public sealed class ErrorCodeCompleter : LiveCompleter
{
    private protected override Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct) =>
        Task.FromResult(ErrorCodes.All.Select(code => code.Code));
}
