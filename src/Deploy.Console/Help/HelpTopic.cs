namespace Deploy.Console.Help;

/// <summary>The help of one command, as its source file has it.</summary>
internal sealed record HelpTopic(
    string Name,
    string Synopsis,
    string Description,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<HelpExample> Examples,
    string Outputs,
    IReadOnlyList<string> Related);
