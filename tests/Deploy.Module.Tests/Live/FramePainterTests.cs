using Deploy.Module.Live;
using Deploy.Testing;

namespace Deploy.Module.Tests.Live;

public sealed class FramePainterTests
{
    private static readonly ScreenSize Size = new(20, 5);

    private readonly FramePainter painter = new();
    private readonly TerminalGrid terminal = new(20, 5);

    [Fact]
    public void The_terminal_shows_each_frame_whatever_was_there_before()
    {
        string[][] frames =
        [
            ["one", "two", "three"], ["one", "2", "three", "four"], ["", "", "x"], [new string('w', 20), new string('v', 20)], ["\e[31mred\e[0m"], [],
        ];
        terminal.Write("noise\r\nmore noise that was left over");
        foreach (var frame in frames)
        {
            terminal.Write(painter.Paint(frame, Size));
            Assert.Equal([.. frame.Select(line => line.Replace("\e[31m", "", StringComparison.Ordinal).Replace("\e[0m", "", StringComparison.Ordinal)), .. Enumerable.Repeat("", 5 - frame.Length)], terminal.Lines);
        }
    }

    [Fact]
    public void Only_lines_that_changed_are_sent()
    {
        painter.Paint(["one", "two", "three"], Size);
        Assert.Equal("\e[2;1H2\e[K\e[1;1H", painter.Paint(["one", "2", "three"], Size));
        Assert.Equal("", painter.Paint(["one", "2", "three"], Size));
    }

    [Fact]
    public void A_full_line_keeps_its_last_character()
    {
        terminal.Write(painter.Paint(["\e[1m" + new string('x', 20) + "\e[0m"], Size));
        Assert.Equal(new string('x', 20), terminal.Lines[0]);
    }

    [Fact]
    public void A_screen_of_another_size_is_drawn_whole()
    {
        painter.Paint(["one", "two"], Size);
        var wide = new TerminalGrid(30, 4);
        wide.Write(painter.Paint(["one", "two"], new ScreenSize(30, 4)));
        Assert.Equal(["one", "two", "", ""], wide.Lines);
    }

    [Fact]
    public void What_was_typed_over_is_drawn_over()
    {
        terminal.Write(painter.Paint(["one", "two"], Size));
        terminal.Write("\e[2;1Htyped");
        painter.Forget();
        terminal.Write(painter.Paint(["one", "two"], Size));
        Assert.Equal(["one", "two", "", "", ""], terminal.Lines);
    }

    [Fact]
    public void A_frame_that_is_too_high_is_cut() => Assert.DoesNotContain("\e[6;1H", painter.Paint([.. Enumerable.Repeat("x", 9)], Size), StringComparison.Ordinal);
}
