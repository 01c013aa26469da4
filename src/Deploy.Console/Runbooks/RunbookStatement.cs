using Deploy.Console.CommandLine;

namespace Deploy.Console.Runbooks;

/// <summary>One command of a runbook.</summary>
/// <param name="Line">Number of its first line, from 1.</param>
/// <param name="Text">The command as it is written, continuations joined.</param>
/// <param name="Words">Its words, variables filled in.</param>
internal sealed record RunbookStatement(int Line, string Text, IReadOnlyList<Argument> Words);
