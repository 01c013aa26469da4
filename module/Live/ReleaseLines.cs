using System.Globalization;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>How a release gets on: one line with a bar, and one more where there is something to say. Pure.</summary>
internal static class ReleaseLines
{
    /// <summary>One line per release, their bars below each other.</summary>
    public static List<string> Progress(List<ReleaseStanding> releases, BoardState state, int width, BoardStyle style)
    {
        var margin = releases.Count == 0 ? 0 : releases.Max(release => Name(release, style).Length + Batches(release).Length);
        return releases.ConvertAll(release => Progress(release, state, Math.Min(margin, width / 2), width, style));
    }

    private static string Progress(ReleaseStanding release, BoardState state, int margin, int width, BoardStyle style)
    {
        var (answering, desired) = Count(release, state);
        var numbers = string.Create(CultureInfo.InvariantCulture, $"  {answering} of {desired} Responsive  ");
        var outcome = Word(release.Phase) + Since(release, state);
        var line = new TextLine(width, style).Add(Name(release, style), Tint.Bold).Add(Batches(release)).PadTo(margin);
        // The numbers are what counts: the bar takes what they leave.
        var bar = Math.Min(40, line.Room - numbers.Length - outcome.Length - 2);
        if (bar >= 6)
            Bar(line.Add("  "), bar, answering, desired, style);
        return line.Add(numbers).Add(outcome, ColourOf(release.Phase)).ToString();
    }

    /// <summary>Why it stands or fails; null for nothing to say.</summary>
    public static string? Message(ReleaseStanding release, int width, BoardStyle style) =>
        release.Message is { Length: > 0 } message ? new TextLine(width, style).Add("  " + message, Tint.Faint).ToString() : null;

    private static (int Answering, int Desired) Count(ReleaseStanding release, BoardState state) =>
        (state.Replicas.Count(replica => replica.State == ReplicaState.Responsive && release.Brings(replica)), release.Desired);

    private static string Name(ReleaseStanding release, BoardStyle style) =>
        release.FromVersion is { Length: > 0 } from && from != release.Version
            ? $"{release.Module} {from} {style.Arrow} {release.Version}"
            : $"{release.Module} {release.Version}".TrimEnd();

    private static string Batches(ReleaseStanding release) =>
        release.Batches > 0 ? string.Create(CultureInfo.InvariantCulture, $"  batch {Math.Min(release.Batch, release.Batches)} of {release.Batches}") : "";

    private static string Since(ReleaseStanding release, BoardState state) =>
        release is { IsOpen: true, StartedAt: { } start } && state.Now >= start ? " " + Results.ResultText.Age(state.Now - start) : "";

    private static void Bar(TextLine line, int length, int done, int all, BoardStyle style)
    {
        var full = all <= 0 ? length : Math.Clamp(length * done / all, 0, length);
        line.Add(new string(style.Bar.Done, full), Tint.Good).Add(new string(style.Bar.Left, length - full), Tint.Faint);
    }

    private static string Word(ReleasePhase phase) => phase switch
    {
        ReleasePhase.Running => "running",
        ReleasePhase.Paused => "paused",
        ReleasePhase.Failed => "failed",
        ReleasePhase.Closed => "closed",
        ReleasePhase.RollingBack => "rolling back",
        ReleasePhase.RolledBack => "rolled back",
        _ => "done",
    };

    private static string ColourOf(ReleasePhase phase) => phase switch
    {
        ReleasePhase.Succeeded => Tint.Good,
        ReleasePhase.Failed => Tint.Bad,
        ReleasePhase.Closed => Tint.Faint,
        _ => Tint.Pending,
    };
}
