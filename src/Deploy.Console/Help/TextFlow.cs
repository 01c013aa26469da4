using System.Text;

namespace Deploy.Console.Help;

/// <summary>Writes paragraphs, lists and code, wrapped to a width.</summary>
internal sealed class TextFlow(TextWriter output, int width)
{
    /// <summary>Paragraphs apart by an empty line; what stands between fences is written as it is.</summary>
    public void Write(string text, string indent)
    {
        var isFirst = true;
        foreach (var block in Blocks(text))
        {
            if (!isFirst)
                output.WriteLine();
            isFirst = false;
            if (block[0].StartsWith("```", StringComparison.Ordinal))
                WriteCode(block, indent + "    ");
            else
                WriteParagraph(block, indent);
        }
    }

    /// <summary>One line, broken where it gets too long.</summary>
    public void Wrap(string text, string indent, string hanging)
    {
        var line = new StringBuilder(indent);
        var used = indent.Length;
        var isEmpty = true;
        foreach (var (word, isApart) in Words(text))
        {
            var gap = isApart && !isEmpty ? 1 : 0;
            var length = word.Sum(Columns);
            if (!isEmpty && used + gap + length > width)
            {
                output.WriteLine(line);
                line.Clear().Append(hanging);
                (used, gap) = (hanging.Length, 0);
            }
            line.Append(' ', gap).Append(word);
            used += gap + length;
            isEmpty = false;
        }
        output.WriteLine(line);
    }

    private static IEnumerable<List<string>> Blocks(string text)
    {
        List<string> block = [];
        var isCode = false;
        foreach (var line in text.Split('\n').Append(""))
        {
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            if (!isCode && line.Length == 0)
            {
                if (block.Count > 0)
                    yield return block;
                block = [];
                continue;
            }
            isCode ^= isFence;
            block.Add(line);
        }
    }

    private void WriteCode(List<string> block, string indent)
    {
        foreach (var line in block.Where(line => !line.StartsWith("```", StringComparison.Ordinal)))
            output.WriteLine((indent + line).TrimEnd());
    }

    // Lines of one paragraph flow together; items of a list and rows of a table stay apart.
    private void WriteParagraph(List<string> block, string indent)
    {
        var items = new List<string>();
        foreach (var line in block)
        {
            if (items.Count == 0 || line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith('|'))
                items.Add(line.TrimEnd());
            else
                items[^1] += " " + line.Trim();
        }
        foreach (var item in items)
            Wrap(item.Replace("`", "", StringComparison.Ordinal), indent, indent + (item.StartsWith("- ", StringComparison.Ordinal) ? "  " : ""));
    }

    // Chinese has no spaces: a line may break after each of its characters, but not before a closing mark.
    private static IEnumerable<(string Word, bool IsApart)> Words(string text)
    {
        foreach (var spaced in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var start = 0;
            for (var i = 1; i <= spaced.Length; i++)
            {
                var isBreak = i == spaced.Length || (Columns(spaced[i - 1]) == 2 || Columns(spaced[i]) == 2) && !"，。；：、）！？".Contains(spaced[i], StringComparison.Ordinal) && spaced[i - 1] != '（';
                if (!isBreak)
                    continue;
                yield return (spaced[start..i], start == 0);
                start = i;
            }
        }
    }

    // Han characters, their punctuation and full-width forms take two columns.
    private static int Columns(char character) => character is (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE4F') or (>= '\uFF00' and <= '\uFF60') ? 2 : 1;
}
