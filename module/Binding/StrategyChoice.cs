using Deploy.Operations.Errors;
using Deploy.Operations.Releases;

namespace Deploy.Module.Binding;

/// <summary>Which strategy a command line means: a parameter of one chooses it, so that none is without effect. Pure.</summary>
internal static class StrategyChoice
{
    private static readonly Dictionary<string, StrategyKind> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BatchSize"] = StrategyKind.Batched, ["BatchCount"] = StrategyKind.Batched, ["PauseAfter"] = StrategyKind.Batched, ["BatchInterval"] = StrategyKind.Batched,
        ["SwitchWhen"] = StrategyKind.Safe, ["Grace"] = StrategyKind.Safe, ["KeepOld"] = StrategyKind.Safe,
    };

    /// <param name="given">The names of the parameters that were given.</param>
    /// <param name="asked">The strategy, where it was given; null where not.</param>
    /// <exception cref="DeployException">Deploy.InvalidParameter: parameters of two strategies, or of another one than was asked for.</exception>
    public static StrategyKind Of(IEnumerable<string> given, StrategyKind? asked)
    {
        var chosen = given.Where(Parameters.ContainsKey).Order(StringComparer.OrdinalIgnoreCase).ToLookup(name => Parameters[name]);
        if (asked is { } strategy)
        {
            return chosen.FirstOrDefault(group => group.Key != strategy) is { } other
                ? throw Refused($"{Names(other)} {(other.Count() == 1 ? "is" : "are")} of -Strategy {other.Key}, and -Strategy {strategy} was given.", $"Leave {Names(other)} out, or give -Strategy {other.Key}.")
                : strategy;
        }
        return chosen.Count switch
        {
            0 => StrategyKind.Rolling,
            1 => chosen.First().Key,
            _ => throw Refused($"{string.Join(", ", chosen.OrderBy(group => group.Key).Select(group => $"{Names(group)} {(group.Count() == 1 ? "is" : "are")} of -Strategy {group.Key}"))}.", "Give parameters of one strategy."),
        };
    }

    private static string Names(IEnumerable<string> names) => string.Join(" and ", names.Select(name => $"-{name}"));

    private static DeployException Refused(string message, string suggestion) => new(DeployCodes.InvalidParameter, message, null, suggestion);
}
