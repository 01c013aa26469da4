using System.Management.Automation;

namespace Deploy.Console.Binding;

/// <summary>A command as its class describes it.</summary>
internal sealed record CommandMetadata(
    Type Type,
    string Verb,
    string Noun,
    string DefaultSet,
    bool SupportsShouldProcess,
    ConfirmImpact ConfirmImpact,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<Type> Outputs,
    IReadOnlyList<ParameterMetadata> Parameters)
{
    public string Name => Verb + "-" + Noun;

    /// <summary>The names of all parameter sets, the default one first.</summary>
    public IReadOnlyList<string> Sets { get; } = NamesOf(DefaultSet, Parameters);

    private static List<string> NamesOf(string defaultSet, IReadOnlyList<ParameterMetadata> parameters)
    {
        var names = new List<string>();
        if (defaultSet != ParameterInSet.EverySet)
            names.Add(defaultSet);
        foreach (var parameter in parameters)
        {
            foreach (var set in parameter.Sets.Keys)
            {
                if (set != ParameterInSet.EverySet && !names.Contains(set, StringComparer.OrdinalIgnoreCase))
                    names.Add(set);
            }
        }
        if (names.Count == 0)
            names.Add(ParameterInSet.EverySet);
        return names;
    }
}
