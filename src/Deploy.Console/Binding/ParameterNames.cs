using Deploy.Console.CommandLine;

namespace Deploy.Console.Binding;

/// <summary>Finds the parameter that a written name means: exact name, alias, or a prefix that fits one only.</summary>
internal static class ParameterNames
{
    /// <summary>The parameter meant: one of the command's own, or the name of a common one.</summary>
    /// <exception cref="UsageException">No parameter fits, or several do.</exception>
    public static (ParameterMetadata? Own, string? Common) Find(CommandMetadata command, string written)
    {
        foreach (var parameter in command.Parameters)
        {
            if (parameter.IsCalled(written))
                return (parameter, null);
        }
        return CommonParameters.Exact(command, written) is { } common ? (null, common) : ByPrefix(command, written);
    }

    private static (ParameterMetadata? Own, string? Common) ByPrefix(CommandMetadata command, string written)
    {
        var own = command.Parameters.Where(p => StartsWith(p.Name, written)).ToList();
        var common = CommonParameters.Names(command).Where(name => StartsWith(name, written)).ToList();
        return (own.Count, common.Count) switch
        {
            (1, 0) => (own[0], null),
            (0, 1) => (null, common[0]),
            (0, 0) => throw new UsageException(
                $"{command.Name} has no parameter -{written}.{Nearest(command, written)}", command.Name),
            _ => throw new UsageException(
                $"-{written} may mean {string.Join(" or ", own.Select(p => "-" + p.Name).Concat(common.Select(name => "-" + name)))}.",
                command.Name),
        };
    }

    private static string Nearest(CommandMetadata command, string written)
    {
        var nearest = Spelling.Nearest(written, command.Parameters.Select(p => p.Name));
        return nearest is null ? "" : $" Did you mean -{nearest}?";
    }

    private static bool StartsWith(string name, string prefix) => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
