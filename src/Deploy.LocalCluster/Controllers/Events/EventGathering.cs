using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Events;

/// <summary>
/// Keeps events few, by client-go's rules: a repeated one is counted, more than ten similar ones within ten minutes become one,
/// and one object gets at most 25 at once and then one in five minutes. Not thread-safe.
/// </summary>
internal sealed class EventGathering
{
    private const int MostSimilar = 10;
    private const int Burst = 25;
    private const int MostKept = 4096;

    private static readonly TimeSpan SimilarWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Event> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (HashSet<string> Messages, DateTimeOffset Last)> similar = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Tokens, DateTimeOffset Last)> budgets = new(StringComparer.Ordinal);

    /// <summary>What to write: the event, the same with a higher count, or null for nothing.</summary>
    public Event? Add(Event next)
    {
        var now = next.LastTimestamp!.Value;
        var group = $"{next.Source?.Component}\n{next.Source?.Host}\n{next.InvolvedObject.Uid}\n{next.InvolvedObject.FieldPath}\n{next.Type}\n{next.Reason}";
        var (message, key) = Combine(next, group, now);
        if (!Spend($"{next.Source?.Component}\n{next.InvolvedObject.Uid}", now))
            return null;
        var change = known.TryGetValue(key, out var before)
            ? before with { Count = before.Count + 1, Message = message, LastTimestamp = now }
            : next with { Message = message };
        Keep(known, key, change);
        return change;
    }

    public static Patch CountPatch(Event change) => Patch.Merge(new()
    {
        ["count"] = change.Count,
        ["message"] = change.Message,
        ["lastTimestamp"] = ApiTime.Write(change.LastTimestamp!.Value),
    });

    private (string Message, string Key) Combine(Event next, string group, DateTimeOffset now)
    {
        if (!similar.TryGetValue(group, out var seen) || now - seen.Last > SimilarWithin)
            seen = (new(StringComparer.Ordinal), now);
        seen.Messages.Add(next.Message ?? "");
        Keep(similar, group, (seen.Messages, now));
        return seen.Messages.Count > MostSimilar
            ? ($"(combined from similar events): {next.Message}", group)
            : (next.Message ?? "", $"{group}\n{next.Message}");
    }

    private bool Spend(string key, DateTimeOffset now)
    {
        var (tokens, last) = budgets.TryGetValue(key, out var budget) ? budget : (Burst, now);
        tokens = Math.Min(Burst, tokens + ((now - last) / Refill));
        Keep(budgets, key, (tokens < 1 ? tokens : tokens - 1, now));
        return tokens >= 1;
    }

    // Forgetting is harmless: it only makes an event be written anew.
    private static void Keep<T>(Dictionary<string, T> kept, string key, T value)
    {
        if (kept.Count >= MostKept)
            kept.Clear();
        kept[key] = value;
    }
}
