namespace Deploy.Module.Live;

/// <summary>Sequences that begin a colour or a weight. States have theirs from <see cref="Results.StateColour"/>.</summary>
internal static class Tint
{
    public const string Bold = "\e[1m";
    public const string Faint = "\e[90m";
    public const string Good = "\e[32m";
    public const string Pending = "\e[33m";
    public const string Bad = "\e[31m";
    public const string End = "\e[0m";
}
