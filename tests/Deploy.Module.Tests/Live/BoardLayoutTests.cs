using Deploy.Module.Live;
using Deploy.Operations.Replicas;
using static Deploy.Module.Tests.Live.BoardSamples;

namespace Deploy.Module.Tests.Live;

/// <summary>
/// Frames as they are to look. A change of them is meant when the files beside this one change with it:
/// DEPLOY_UPDATE_FRAMES=1 dotnet test tests/Deploy.Module.Tests --filter BoardLayout.
/// </summary>
public sealed class BoardLayoutTests
{
    [Theory]
    [InlineData("releasing", 80, 24)]
    [InlineData("releasing", 140, 44)]
    [InlineData("releasing", 80, 10)]
    [InlineData("hundreds", 80, 24)]
    [InlineData("hundreds", 120, 40)]
    [InlineData("empty", 80, 24)]
    [InlineData("reading", 80, 24)]
    [InlineData("silent", 80, 24)]
    public void Frames_look_as_written_down(string sample, int width, int height) =>
        Golden($"{sample}-{width}x{height}", BoardLayout.Draw(Sample(sample), new ScreenSize(width, height), Plain));

    [Fact]
    public void Colours_are_as_written_down() => Golden("colours-80x24", [.. Draw(Releasing, 80, 24, Coloured).Select(line => line.Replace('\e', '^'))]);

    [Fact]
    public void A_terminal_that_knows_ASCII_only_gets_nothing_else()
    {
        var frame = Draw(Hundreds, 80, 24, Ascii);
        Golden("ascii-80x24", frame);
        Assert.All(frame, line => Assert.True(line.All(char.IsAscii), line));
    }

    [Fact]
    public void Every_frame_fits_its_screen_whatever_its_size()
    {
        foreach (var state in new[] { Empty, Releasing, Hundreds, Hundreds with { Releases = [.. Enumerable.Repeat(Rollout, 9)] } })
        {
            for (var width = 20; width < 220; width += 7)
            {
                for (var height = 4; height < 70; height += 3)
                {
                    var frame = Draw(state, width, height, Plain);
                    Assert.True(frame.Count <= height, $"{frame.Count} lines on {width}x{height}");
                    Assert.All(frame, line => Assert.True(line.Length <= width, $"{line.Length} on {width}x{height}: {line}"));
                }
            }
        }
    }

    [Fact]
    public void The_worst_come_first_and_the_rest_is_counted()
    {
        var frame = Draw(Hundreds, 100, 30, Plain);
        var rows = frame.SkipWhile(line => !line.StartsWith("NAME", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.All(rows.Take(3), row => Assert.Contains("StartingError", row, StringComparison.Ordinal));
        Assert.All(rows.Skip(3).Take(2), row => Assert.Contains("Unresponsive", row, StringComparison.Ordinal));
        var responsive = rows.Count(row => row.Contains(" Responsive ", StringComparison.Ordinal) && !row.StartsWith('…'));
        Assert.Contains($"… and {290 - responsive} more Responsive", frame);
    }

    [Fact]
    public void Where_not_all_fit_as_rows_each_has_a_sign()
    {
        var frame = string.Join('\n', Draw(Hundreds, 100, 40, Plain));
        Assert.Equal(290, frame.Count(sign => sign == '■') - 1); // One more stands before the count.
        Assert.DoesNotContain(Draw(Releasing, 80, 30, Plain), line => line.StartsWith('■') && !line.Contains("Responsive", StringComparison.Ordinal));
    }

    [Fact]
    public void What_others_wrote_cannot_control_the_terminal()
    {
        var evil = Replica("biz1-x", "1.0.0", ReplicaState.StartingError) with { Cause = new Cause("Image", "Image.NotFound", "a\e[2Jb\nc\u0007d", "x\e]0;title\u0007") };
        var frame = Draw(Empty with { Replicas = [evil] }, 140, 40, Plain);
        Assert.All(frame, line => Assert.DoesNotContain(line, char.IsControl));
        Assert.Contains(frame, line => line.Contains("a [2Jb c d", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_colour_there_is_no_sequence_and_with_colour_each_line_ends_plain()
    {
        Assert.All(Draw(Releasing, 80, 24, Plain), line => Assert.DoesNotContain('\e', line));
        Assert.All(Draw(Releasing, 80, 24, Coloured).Where(line => line.Contains('\e', StringComparison.Ordinal)),
            line => Assert.True(line.LastIndexOf("\e[0m", StringComparison.Ordinal) == line.LastIndexOf('\e'), line));
    }

    private static IReadOnlyList<string> Draw(BoardState state, int width, int height, BoardStyle style) =>
        BoardLayout.Draw(state, new ScreenSize(width, height), style);

    private static BoardState Sample(string name) => name switch
    {
        "releasing" => Releasing,
        "hundreds" => Hundreds,
        "reading" => Empty with { IsComplete = false },
        "silent" => Releasing with { SilentSince = Now - TimeSpan.FromSeconds(25), Releases = [] },
        _ => Empty,
    };

    private static void Golden(string name, IReadOnlyList<string> frame)
    {
        var file = Path.Combine(Repository, "tests", "Deploy.Module.Tests", "Live", "Frames", name + ".txt");
        var now = string.Concat(frame.Select(line => line.TrimEnd() + "\n"));
        if (Environment.GetEnvironmentVariable("DEPLOY_UPDATE_FRAMES") is not null)
            File.WriteAllText(file, now);
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), now);
    }

    private static string Repository
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Deploy.slnx")))
                folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }
}
