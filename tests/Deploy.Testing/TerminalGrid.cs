using System.Globalization;

namespace Deploy.Testing;

/// <summary>What a terminal shows after the sequences that a live view sends: enough of one to read the screen back.</summary>
/// <param name="width">Columns; what goes beyond is cut, as with automatic line ends switched off.</param>
/// <param name="height">Lines.</param>
public sealed class TerminalGrid(int width, int height)
{
    private readonly char[][] cells = [.. Enumerable.Range(0, height).Select(_ => Blank(width))];
    private int row;
    private int column;

    /// <summary>Whether the second buffer is shown.</summary>
    public bool IsAlternate { get; private set; }

    public bool IsCursorVisible { get; private set; } = true;

    public bool WrapsLines { get; private set; } = true;

    /// <summary>Whether the last colour or weight was switched off again.</summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>The lines of the screen, without the spaces at their ends.</summary>
    public IReadOnlyList<string> Lines => [.. cells.Select(line => new string(line).TrimEnd())];

    public string Text => string.Join('\n', Lines);

    /// <summary>Takes in what a program wrote.</summary>
    public void Write(string output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            if (output[i] == '\e')
                i = Obey(output, i);
            else if (output[i] == '\n')
                row = Math.Min(row + 1, height - 1);
            else if (output[i] == '\r')
                column = 0;
            else if (!char.IsControl(output[i]))
                Put(output[i]);
        }
    }

    private static char[] Blank(int width) => [.. Enumerable.Repeat(' ', width)];

    // As on a real terminal the cursor stays on the last column once that is written.
    private void Put(char character)
    {
        cells[row][Math.Min(column, width - 1)] = character;
        column = Math.Min(column + 1, width);
    }

    // Returns the index of the sequence's last character.
    private int Obey(string output, int start)
    {
        if (start + 1 >= output.Length || output[start + 1] != '[')
            return start + 1;
        var end = start + 2;
        while (end < output.Length && !char.IsAsciiLetter(output[end]))
            end++;
        if (end < output.Length)
            Obey(output[end], output[(start + 2)..end]);
        return end;
    }

    private void Obey(char command, string parameters)
    {
        switch (command)
        {
            case 'H':
                var places = parameters.Split(';', StringSplitOptions.RemoveEmptyEntries);
                (row, column) = places.Length == 2 ? (Clamp(places[0], height), Clamp(places[1], width)) : (0, 0);
                break;
            case 'K':
                Array.Fill(cells[row], ' ', Math.Min(column, width - 1), width - Math.Min(column, width - 1));
                break;
            case 'J':
                Array.ForEach(cells, line => Array.Fill(line, ' '));
                break;
            case 'm':
                IsPlain = parameters is "" or "0";
                break;
            case 'h' or 'l':
                Switch(parameters, command == 'h');
                break;
        }
    }

    private void Switch(string mode, bool on)
    {
        switch (mode)
        {
            case "?1049":
                IsAlternate = on;
                break;
            case "?25":
                IsCursorVisible = on;
                break;
            case "?7":
                WrapsLines = on;
                break;
        }
    }

    private static int Clamp(string number, int count) => Math.Clamp(int.Parse(number, CultureInfo.InvariantCulture) - 1, 0, count - 1);
}
