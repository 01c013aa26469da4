using System.Globalization;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>All replicas as one sign each, by module, where there are more than rows for them. Pure.</summary>
internal static class CellLines
{
    private const int WidestName = 20;

    public static IReadOnlyList<string> Of(IReadOnlyList<ReplicaStatus> worstFirst, int width, int atMost, BoardStyle style)
    {
        var modules = worstFirst.GroupBy(replica => replica.Module, StringComparer.Ordinal).OrderBy(module => module.Key, StringComparer.Ordinal).ToList();
        if (modules.Count > atMost || modules.Count == 0)
            return Strip("", 0, worstFirst, width, atMost, style);
        var margin = modules.Count == 1 ? 0 : Math.Min(WidestName, modules.Max(module => module.Key.Length)) + 2;
        var spare = atMost - modules.Count;
        var lines = new List<string>();
        foreach (var module in modules)
        {
            var name = margin == 0 ? "" : TextLine.Cut(module.Key, WidestName, style);
            var more = Math.Min(spare, (module.Count() - 1) / Math.Max(1, width - margin));
            spare -= more;
            lines.AddRange(Strip(name, margin, [.. module], width, 1 + more, style));
        }
        return lines;
    }

    private static List<string> Strip(string name, int margin, IReadOnlyList<ReplicaStatus> replicas, int width, int atMost, BoardStyle style)
    {
        var perLine = Math.Max(1, width - margin);
        var room = (perLine * atMost) - (replicas.Count > perLine * atMost ? 8 : 0);
        var lines = new List<string>();
        foreach (var chunk in replicas.Take(Math.Max(1, room)).Chunk(perLine))
        {
            var line = new TextLine(width, style).Add(lines.Count == 0 ? name : "").PadTo(margin);
            foreach (var run in Runs(chunk))
                line.Add(new string(style.Sign(run.State), run.Count), run.State);
            if (lines.Count == atMost - 1 && replicas.Count > room)
                line.Add(string.Create(CultureInfo.InvariantCulture, $" +{replicas.Count - room}"), Tint.Faint);
            lines.Add(line.ToString());
        }
        return lines;
    }

    // Neighbours of one state share their colour sequence.
    private static IEnumerable<(ReplicaState State, int Count)> Runs(ReplicaStatus[] replicas)
    {
        var start = 0;
        for (var i = 1; i <= replicas.Length; i++)
        {
            if (i < replicas.Length && replicas[i].State == replicas[start].State)
                continue;
            yield return (replicas[start].State, i - start);
            start = i;
        }
    }
}
