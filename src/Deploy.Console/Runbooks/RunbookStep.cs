using Deploy.Console.Binding;

namespace Deploy.Console.Runbooks;

/// <summary>A statement of a runbook, understood.</summary>
internal abstract record RunbookStep(RunbookStatement Statement)
{
    /// <summary>One of our commands.</summary>
    internal sealed record Command(RunbookStatement Statement, BoundCommand Call) : RunbookStep(Statement);

    /// <summary>PowerShell's <c>Start-Sleep</c>.</summary>
    internal sealed record Pause(RunbookStatement Statement, TimeSpan Length) : RunbookStep(Statement);

    /// <summary><c>kubectl</c>, as it is on this machine.</summary>
    internal sealed record Kubectl(RunbookStatement Statement, IReadOnlyList<string> Arguments) : RunbookStep(Statement);
}
