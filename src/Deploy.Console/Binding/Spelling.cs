namespace Deploy.Console.Binding;

/// <summary>Guesses what was meant by a misspelt name.</summary>
internal static class Spelling
{
    /// <summary>The candidate that takes the fewest changes of a letter, if that is at most a third of its length.</summary>
    public static string? Nearest(string written, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var best = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var distance = Distance(written.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < best && distance * 3 <= Math.Max(candidate.Length, 3))
                (nearest, best) = (candidate, distance);
        }
        return nearest;
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
            row[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[to.Length];
    }
}
