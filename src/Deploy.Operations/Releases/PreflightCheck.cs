namespace Deploy.Operations.Releases;

/// <summary>One thing that was looked at before a release.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Passed">False refuses the release.</param>
/// <param name="Message">What was found, with the numbers.</param>
/// <param name="Code">Error code of a check that failed; null otherwise.</param>
public sealed record PreflightCheck(string Name, bool Passed, string Message, string? Code = null)
{
    public override string ToString() => $"{(Passed ? "ok" : "no")} {Name}: {Message}";
}
