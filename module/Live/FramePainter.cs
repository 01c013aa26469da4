using System.Globalization;
using System.Text;

namespace Deploy.Module.Live;

/// <summary>Turns frames into what a terminal must be sent: the lines that changed, and those only.</summary>
internal sealed class FramePainter
{
    private readonly List<string?> shown = [];
    private ScreenSize size;

    /// <summary>The sequence that leads from what is shown to a frame; empty when they are the same.</summary>
    /// <param name="lines">The frame; what is beyond the screen's height is left out.</param>
    /// <param name="screen">The screen as it is now. A changed one is drawn anew.</param>
    public string Paint(IReadOnlyList<string> lines, ScreenSize screen)
    {
        if (screen != size)
            Begin(screen);
        var text = new StringBuilder();
        for (var i = 0; i < screen.Height; i++)
        {
            var line = i < lines.Count ? lines[i] : "";
            if (line == shown[i])
                continue;
            // Overwritten first and cleared behind: at no moment is there less on the screen than in either frame.
            // Behind a full line there is nothing, and clearing would take its last character.
            var rest = SeenIn(line) < screen.Width ? "\e[K" : "";
            text.Append(CultureInfo.InvariantCulture, $"\e[{i + 1};1H{line}{rest}");
            shown[i] = line;
        }
        // The cursor rests where what is typed is overwritten first.
        return text.Length == 0 ? "" : text.Append("\e[1;1H").ToString();
    }

    /// <summary>Forgets what is shown: the next frame is drawn whole.</summary>
    public void Forget() => Begin(size);

    private static int SeenIn(string line)
    {
        var seen = 0;
        var inSequence = false;
        foreach (var character in line)
        {
            if (character == '\e')
                inSequence = true;
            else if (!inSequence)
                seen++;
            else if (char.IsAsciiLetter(character))
                inSequence = false;
        }
        return seen;
    }

    private void Begin(ScreenSize screen)
    {
        size = screen;
        shown.Clear();
        shown.AddRange(Enumerable.Repeat<string?>(null, screen.Height));
    }
}
