using System.Globalization;

namespace Deploy.Operations.Traffic;

/// <summary>What a module's callers saw while something was changed.</summary>
/// <param name="Service">The Service that was asked.</param>
/// <param name="Answered">Requests that were answered with 200 to 299.</param>
/// <param name="Failed">Requests that were not.</param>
/// <param name="Slowest">The longest time that an answer took.</param>
/// <param name="FirstFailure">What the first failure said; null when nothing failed.</param>
public sealed record TrafficReport(string Service, int Answered, int Failed, TimeSpan Slowest, string? FirstFailure)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Answered} answered, {Failed} failed");
}
