namespace Deploy.Operations.Releases;

/// <summary>The answer of a health gate.</summary>
/// <param name="Passed">False fails the release.</param>
/// <param name="Message">Why.</param>
public sealed record GateResult(bool Passed, string Message)
{
    public static GateResult Pass { get; } = new(true, "passed");

    public static GateResult Fail(string message) => new(false, message);
}
