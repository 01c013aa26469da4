namespace Deploy.Console.Help;

/// <summary>One example: what it shows, the command lines, and what to know about it.</summary>
internal sealed record HelpExample(string Title, string Code, string Remarks);
