using System.Globalization;

namespace Deploy.Benchmarks.Measuring;

/// <summary>One line of the result: two medians, their ratio and what it may be at most.</summary>
/// <param name="What">What was measured, with its unit.</param>
/// <param name="Ours">Our samples.</param>
/// <param name="Peer">The peer's samples, of the same unit.</param>
/// <param name="Target">The ratio of the medians may be at most this; null: it is only shown.</param>
internal sealed record ResultRow(string What, IReadOnlyList<double> Ours, string PeerName, IReadOnlyList<double> Peer, double? Target)
{
    public double Ratio => Median(Ours) / Median(Peer);

    public bool IsMet => Target is not { } most || Ratio <= most;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"| {What} | {Show(Ours)} | {PeerName} {Show(Peer)} | {Ratio:0.000} | {Target:0.##} | {(Target is null ? "" : IsMet ? "met" : "missed")} |");

    private static string Show(IReadOnlyList<double> samples) => string.Create(CultureInfo.InvariantCulture,
        $"{Median(samples):0.###} ({samples.Min():0.###}–{samples.Max():0.###}, n={samples.Count})");

    private static double Median(IReadOnlyList<double> samples)
    {
        var ordered = samples.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
