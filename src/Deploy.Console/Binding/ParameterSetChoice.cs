using Deploy.Console.CommandLine;

namespace Deploy.Console.Binding;

/// <summary>Decides which parameter set a command line means, once all values are bound.</summary>
internal static class ParameterSetChoice
{
    /// <summary>The set that is complete; the default one where several are.</summary>
    /// <exception cref="UsageException">A mandatory parameter is missing, or the sets cannot be told apart.</exception>
    public static string Choose(
        CommandMetadata command, IReadOnlyList<string> candidates, IReadOnlyCollection<ParameterMetadata> bound)
    {
        var complete = candidates.Where(set => !Missing(command, set, bound).Any()).ToList();
        if (complete.Count == 0)
            throw new UsageException(MissingMessage(command, candidates, bound), command.Name);
        if (complete.Count == 1 || complete.Contains(command.DefaultSet, StringComparer.OrdinalIgnoreCase))
            return complete.Contains(command.DefaultSet, StringComparer.OrdinalIgnoreCase) ? command.DefaultSet : complete[0];
        throw new UsageException("the parameters given fit more than one form of the command.", command.Name);
    }

    private static string MissingMessage(
        CommandMetadata command, IReadOnlyList<string> candidates, IReadOnlyCollection<ParameterMetadata> bound)
    {
        var set = candidates.Contains(command.DefaultSet, StringComparer.OrdinalIgnoreCase) ? command.DefaultSet : candidates[0];
        var names = string.Join(", ", Missing(command, set, bound).Select(parameter => "-" + parameter.Name));
        return $"{command.Name} needs {names}.";
    }

    private static IEnumerable<ParameterMetadata> Missing(
        CommandMetadata command, string set, IReadOnlyCollection<ParameterMetadata> bound) =>
        command.Parameters.Where(parameter => parameter.In(set) is { IsMandatory: true } && !bound.Contains(parameter));
}
