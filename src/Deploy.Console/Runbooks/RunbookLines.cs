using System.Text;

namespace Deploy.Console.Runbooks;

/// <summary>Joins the lines of a runbook into statements: a backtick at the end of a line goes on with the next one.</summary>
internal static class RunbookLines
{
    /// <summary>The statements with the number of the line each begins in; block comments are left out.</summary>
    public static IEnumerable<(int Line, string Text)> Join(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        var isComment = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (isComment || lines[i].TrimStart().StartsWith("<#", StringComparison.Ordinal))
            {
                isComment = !lines[i].Contains("#>", StringComparison.Ordinal);
                continue;
            }
            var first = i;
            var statement = new StringBuilder(lines[i].TrimEnd('\r'));
            while (EndsWithBacktick(statement) && i + 1 < lines.Length)
                statement.Remove(statement.Length - 1, 1).Append(lines[++i].Trim());
            yield return (first + 1, statement.ToString());
        }
    }

    private static bool EndsWithBacktick(StringBuilder text) =>
        text.Length > 0 && text[^1] == '`' && (text.Length == 1 || text[^2] != '`');
}
