using System.Globalization;
using System.Text;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Reports.Html;

/// <summary>The replicas of a module as bars over time, coloured by state, with its releases as lines through them.</summary>
internal static class TimelineSection
{
    // Beyond this many, those that nothing happened to are folded away.
    private const int ShownAtOnce = 24;

    // Of the width of a phone.
    private const int LabelWidth = TimeAxis.Width / 7;

    public static Markup Of(ReportedModule module, TimeAxis axis)
    {
        if (module.Lives.Count == 0)
            return new Markup("<p class=\"none\">No replicas in this time.</p>");
        List<Release> releases = [.. module.Releases.Where(release => axis.Shows(release.When))];
        var (first, rest) = Part(module.Lives);
        var folded = rest.Count == 0 ? Markup.None : Markup.Of($"""
            <details class="more"><summary>{rest.Count} more replicas without trouble</summary>
            {Rows(rest, releases, axis)}</details>

            """);
        return Markup.Of($"""
            <div class="timeline">
            {Axis(releases, axis)}{Rows(first, releases, axis)}{folded}</div>

            """);
    }

    /// <summary>What is shown at once and what is folded, each in its order. Pure.</summary>
    internal static (IReadOnlyList<ReplicaLife> Shown, IReadOnlyList<ReplicaLife> Folded) Part(IReadOnlyList<ReplicaLife> lives)
    {
        if (lives.Count <= ShownAtOnce)
            return (lives, []);
        var chosen = lives.Index().OrderByDescending(entry => entry.Item.HadTrouble).ThenByDescending(entry => entry.Item.State == ReplicaState.Deleted)
            .Take(ShownAtOnce).Select(entry => entry.Index).ToHashSet();
        return ([.. lives.Where((_, index) => chosen.Contains(index))], [.. lives.Where((_, index) => !chosen.Contains(index))]);
    }

    private static Markup Axis(List<Release> releases, TimeAxis axis)
    {
        var ticks = Markup.Join(axis.Ticks().Select(tick => Markup.Of($"""<span style="left:{tick.Percent}%">{tick.Label}</span>""")));
        var marks = Markup.Join(releases.Select(release => Mark(release, releases, axis)));
        return Markup.Of($"""
            <div class="row axis{(releases.Count == 0 ? " bare" : "")}" aria-hidden="true"><span></span><span class="scale"><span class="ticks">{ticks}</span><span class="marks">{marks}</span></span><span></span></div>

            """);
    }

    // Of versions that would stand over each other the latest is named.
    private static Markup Mark(Release release, List<Release> releases, TimeAxis axis)
    {
        var place = axis.At(release.When);
        var isCovered = releases.Exists(other => other.When > release.When && axis.At(other.When) - place < LabelWidth);
        // Near the right edge a label stands on the other side of its line.
        var side = place > TimeAxis.Width - LabelWidth ? new Markup("class=\"late\" style=\"right:") : new Markup("style=\"left:");
        var share = place > TimeAxis.Width - LabelWidth ? TimeAxis.Width - place : place;
        return Markup.Of($"""<b {side}{share / 10d}%" title="{release.Version}: {release.Cause}">{(isCovered ? "" : release.Version)}</b>""");
    }

    private static Markup Rows(IEnumerable<ReplicaLife> lives, List<Release> releases, TimeAxis axis)
    {
        var lines = string.Concat(releases.Select(release => string.Create(CultureInfo.InvariantCulture, $"M{axis.At(release.When)} 0v14")));
        return Markup.Join(lives.Select(life => Row(life, lines, axis)));
    }

    private static Markup Row(ReplicaLife life, string releases, TimeAxis axis) => Markup.Of($"""
        <div class="row"><span class="name">{life.Name}</span><svg viewBox="0 0 {TimeAxis.Width} 14" preserveAspectRatio="none" role="img" aria-label="{Story(life)}">{Bars(life, axis)}{Lines(life, releases, axis)}</svg><span class="now"><i class="{life.State}"></i>{Now(life)}</span></div>

        """);

    private static Markup Bars(ReplicaLife life, TimeAxis axis) => Markup.Join(life.Phases.Where(phase => axis.Shows(phase.To)).Select(phase =>
    {
        var left = axis.At(phase.From);
        // A moment is still seen.
        var width = Math.Max(2, axis.At(phase.To) - left);
        return Markup.Of($"""<rect class="{phase.State}" x="{Math.Min(left, TimeAxis.Width - width)}" y="2" width="{width}" height="10"/>""");
    }));

    private static Markup Lines(ReplicaLife life, string releases, TimeAxis axis)
    {
        var exits = string.Concat(life.Exits.Where(exit => axis.Shows(exit.Time)).Select(exit => string.Create(CultureInfo.InvariantCulture, $"M{axis.At(exit.Time)} 0v14")));
        var release = releases.Length == 0 ? Markup.None : Markup.Of($"""<path class="release" d="{releases}"/>""");
        return exits.Length == 0 ? release : Markup.Of($"""{release}<path class="exit" d="{exits}"/>""");
    }

    private static string Now(ReplicaLife life) => (life.State, life.Departure) switch
    {
        (ReplicaState.Deleted, var why) => why ?? "deleted",
        (_, { } why) => $"going, {why}",
        var (state, _) => state.ToString(),
    };

    // The bar in words, for those who do not see it.
    private static string Story(ReplicaLife life)
    {
        var story = new StringBuilder($"{life.Name} {life.Version}: ");
        foreach (var phase in life.Phases)
            story.Append(CultureInfo.InvariantCulture, $"{phase.State} {Moments.Say(phase.To - phase.From)}, ");
        return story.ToString().TrimEnd(' ', ',');
    }
}
