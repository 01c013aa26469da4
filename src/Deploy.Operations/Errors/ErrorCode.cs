namespace Deploy.Operations.Errors;

/// <summary>
/// One entry of the error catalogue. Scripts match on <see cref="Code"/>; its spelling never changes.
/// </summary>
/// <param name="Code">Two levels joined by a dot: who is concerned, and what happened (<c>Arklet.InstallBizFailed</c>).</param>
/// <param name="Category">The kind of failure, named as PowerShell names its error categories.</param>
/// <param name="Retryable">True when doing the same again can succeed without changing anything.</param>
/// <param name="Meaning">What happened, in one sentence.</param>
/// <param name="Suggestion">What to do about it, in one sentence.</param>
public sealed record ErrorCode(string Code, FailureCategory Category, bool Retryable, string Meaning, string Suggestion)
{
    /// <summary>The part before the dot: the party concerned.</summary>
    public string Source => Code[..Code.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The part after the dot: what happened.</summary>
    public string Type => Code[(Code.IndexOf('.', StringComparison.Ordinal) + 1)..];

    public override string ToString() => Code;
}
