using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;

namespace Deploy.Module.Completion;

/// <summary>Completes error codes.</summary>
public sealed class ErrorCodeCompleter : LiveCompleter
{
    private protected override Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct) =>
        Task.FromResult(ErrorCodes.All.Select(code => code.Code));
}

/// <summary>Completes the names of maintenance tasks.</summary>
public sealed class MaintenanceTaskCompleter : LiveCompleter
{
    private protected override Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct) =>
        Task.FromResult<IEnumerable<string>>(MaintenanceTasks.Names);
}

/// <summary>Completes health checks: each kind, on the port that the command line names.</summary>
public sealed class HealthCheckCompleter : LiveCompleter
{
    private protected override Task<IEnumerable<string>> NamesAsync(CompletionContext context, CancellationToken ct)
    {
        var port = context.Value("Port") ?? "8080";
        return Task.FromResult<IEnumerable<string>>([$"http:{port}/health", $"tcp:{port}", "exec:cat /tmp/ok"]);
    }
}

/// <summary>Offers nothing: of what nothing is known PowerShell would offer names of files.</summary>
public sealed class NothingCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => [];
}

/// <summary>Marks a parameter whose values nobody can guess, so that no names of files are offered for it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NoCompletionAttribute() : ArgumentCompleterAttribute(typeof(NothingCompleter));
