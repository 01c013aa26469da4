using System.Globalization;

namespace Deploy.Benchmarks.Measuring;

/// <summary>The straight line through points that fits best: a fixed part, and a part for each unit.</summary>
/// <param name="Fixed">What is there without any.</param>
/// <param name="Each">What each one adds.</param>
/// <param name="R2">How much of the variation the line explains, 0 to 1.</param>
internal sealed record LinearFit(double Fixed, double Each, double R2)
{
    public static LinearFit Of(IReadOnlyList<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        var each = points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
        var start = y - (each * x);
        var missed = points.Sum(p => Math.Pow(p.Y - start - (each * p.X), 2));
        return new LinearFit(start, each, 1 - (missed / points.Sum(p => Math.Pow(p.Y - y, 2))));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fixed:0.###} + {Each:0.#####} for each module (R² {R2:0.####})");
}
