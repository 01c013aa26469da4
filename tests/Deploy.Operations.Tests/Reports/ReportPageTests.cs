using System.Text;
using System.Text.RegularExpressions;
using Deploy.Operations.Replicas;
using Deploy.Operations.Reports.Html;

namespace Deploy.Operations.Tests.Reports;

/// <summary>
/// The page as it is written. A change of it is meant when the file beside this one changes with it:
/// DEPLOY_UPDATE_REPORT=1 dotnet test tests/Deploy.Operations.Tests --filter ReportPage.
/// </summary>
public sealed class ReportPageTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void The_page_is_as_written_down()
    {
        var file = Repository.Path("tests", "Deploy.Operations.Tests", "Reports", "full.html");
        var page = ReportPage.Write(ReportSamples.Full);
        if (Repository.Asks("DEPLOY_UPDATE_REPORT")) File.WriteAllText(file, page);
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), page);
    }

    [Fact]
    public void What_others_wrote_is_text_and_never_markup()
    {
        var page = ReportPage.Write(ReportSamples.Full);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(@"<[^>]*\son[a-z]+\s*=", Regex.Replace(page, @"""[^""]*""", "\"\"", RegexOptions.None, s_patience));
        Assert.Contains("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;old&lt;/b&gt;-1-fffff", page, StringComparison.Ordinal);
        Assert.Contains("side&lt;car&gt;", page, StringComparison.Ordinal);
        Assert.Contains("old-模块", page, StringComparison.Ordinal);
        Assert.DoesNotContain(page, character => char.IsControl(character) && character is not ('\n' or '\t'));
        Assert.DoesNotContain("[31m", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_masked_wherever_they_come_from()
    {
        var page = ReportPage.Write(ReportSamples.Full);
        Assert.DoesNotContain("Pl4nt3d", page, StringComparison.Ordinal);
        Assert.Contains("sig=***", page.Replace("&amp;", "&", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void It_needs_nothing_beside_it()
    {
        var page = ReportPage.Write(ReportSamples.Full);
        Assert.DoesNotMatch(@"(?i)<(script|iframe|object|embed|img|base|form)\b", page);
        Assert.DoesNotMatch(@"(?i)\bsrc(set)?\s*=|@import|url\(", page);
        Assert.All(Regex.Matches(page, @"href=""(?<to>[^""]*)""", RegexOptions.ExplicitCapture, s_patience), link => Assert.Equal("data:,", link.Groups["to"].Value));
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_element_is_closed_in_its_place()
    {
        foreach (var report in new[] { ReportSamples.Full, ReportSamples.WithoutArchive, ReportSamples.Full with { Modules = [], Causes = [], Bases = [] } })
            Assert.Equal("", Unbalanced(ReportPage.Write(report)));
    }

    [Fact]
    public void It_tells_everything_that_the_report_has()
    {
        var page = ReportPage.Write(ReportSamples.Full);
        string[] told =
        [
            "in default of prod-1", "20 Nov 2026 14:00", "<b>3</b> modules", "<b>4</b> replicas now", "<b>2</b> replicas gone", "<b>3</b> releases", "<b>1</b> failed",
            "Container.CrashLoop", "Container.OutOfMemory", "not published any more", "ada@desk", "7 min", "Revision", "recycled", "evicted",
            "exit code 137", "killed for its memory", "Back-off restarting", "7 times", "the last 25 of 201 lines", "The log of the run before is gone.",
            "4 more in the archive", "vnode.base-1.default", "400 of 512 MiB",
        ];
        Assert.All(told, text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.DoesNotContain("line 176 of", page, StringComparison.Ordinal);
        Assert.Equal(6, Regex.Count(page, @"<div class=""row""><span class=""name"">", RegexOptions.None, s_patience));
    }

    [Fact]
    public void What_it_cannot_tell_stands_on_top()
    {
        var page = ReportPage.Write(ReportSamples.WithoutArchive);
        var note = page.IndexOf("<p class=\"gap\" role=\"note\">Replicas that are gone are not shown: no archive is set up.</p>", StringComparison.Ordinal);
        Assert.True(note > 0 && note < page.IndexOf("class=\"numbers\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_thousand_replicas_stay_small()
    {
        var page = ReportPage.Write(ReportSamples.Thousand);
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 100_000, 2_000_000);
        Assert.Equal(1000, Regex.Count(page, @"<div class=""row""><span class=""name"">", RegexOptions.None, s_patience));
        Assert.Contains("76 more replicas without trouble", page, StringComparison.Ordinal);
        Assert.Equal("", Unbalanced(page));
    }

    [Fact]
    public void Trouble_is_never_folded_away()
    {
        var (shown, folded) = TimelineSection.Part(ReportSamples.Thousand.Modules[0].Lives);
        Assert.Equal(24, shown.Count);
        Assert.DoesNotContain(folded, life => life.HadTrouble);
        Assert.Equal(shown.OrderBy(life => life.Begin), shown);
    }

    [Fact]
    public void Bars_stay_within_their_line_and_follow_the_time()
    {
        var page = ReportPage.Write(ReportSamples.Thousand);
        var bars = Regex.Matches(page, @"<rect class=""(?<state>\w+)"" x=""(?<x>\d+)"" y=""2"" width=""(?<width>\d+)""", RegexOptions.ExplicitCapture, s_patience);
        Assert.Equal(4000, bars.Count);
        Assert.All(bars, bar =>
        {
            Assert.True(Enum.TryParse<ReplicaState>(bar.Groups["state"].Value, out _));
            var (x, width) = (Number(bar, "x"), Number(bar, "width"));
            Assert.True(x >= 0 && width >= 2 && x + width <= 1000, bar.Value);
        });
    }

    private static int Number(Match bar, string group) => int.Parse(bar.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    // The first element that is closed out of turn or never; elements that HTML closes by itself are left out.
    private static string Unbalanced(string page)
    {
        var open = new Stack<string>();
        foreach (Match tag in Regex.Matches(page, @"<(?<end>/?)(?<name>[a-z][a-z0-9]*)(?<rest>[^>]*)>", RegexOptions.ExplicitCapture, s_patience))
        {
            var name = tag.Groups["name"].Value;
            if (name is "meta" or "link" or "td" or "th" || tag.Groups["rest"].Value.EndsWith('/')) continue;
            if (tag.Groups["end"].Length == 0) open.Push(name);
            else if (open.Count == 0 || open.Pop() != name) return tag.Value;
        }
        return string.Join(' ', open);
    }
}
