using System.Globalization;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>What is wrong, each cause once with how many replicas it concerns and what to do, the worst first. Pure.</summary>
internal static class CauseLines
{
    public static IReadOnlyList<string> Of(IReadOnlyList<ReplicaStatus> worstFirst, int width, int atMost, bool withSuggestion, BoardStyle style)
    {
        var lines = new List<string>();
        var causes = worstFirst.Where(replica => replica is { Cause: not null, State: not ReplicaState.Deleted }).GroupBy(replica => replica.Cause!.Code, StringComparer.Ordinal);
        foreach (var cause in causes.Take(atMost))
        {
            var (first, count) = (cause.First(), cause.Count());
            var times = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({count})");
            lines.Add(new TextLine(width, style).Add($"{style.Sign(first.State)} {cause.Key}{times}", first.State).Add(": " + first.Cause!.Message).ToString());
            if (withSuggestion && first.Cause.Suggestion.Length > 0)
                lines.Add(new TextLine(width, style).Add($"  {style.Arrow} {first.Cause.Suggestion}", Tint.Faint).ToString());
        }
        return lines;
    }
}
