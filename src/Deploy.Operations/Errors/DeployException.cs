using Deploy.Kubernetes;

namespace Deploy.Operations.Errors;

/// <summary>
/// What every operation raises: a code of the catalogue, what happened in words, and what to do.
/// Its texts never hold a URL signature, a token or a secret value.
/// </summary>
public sealed class DeployException : Exception
{
    /// <param name="code">The catalogue's entry.</param>
    /// <param name="message">What happened, with the names and numbers of this case; redacted here.</param>
    /// <param name="target">What it happened to, such as <c>default/biz1</c>; redacted here.</param>
    /// <param name="suggestion">What to do in this case; by default what the catalogue says.</param>
    /// <param name="inner">The failure underneath. Its text is never shown to users.</param>
    public DeployException(ErrorCode code, string message, string? target = null, string? suggestion = null, Exception? inner = null)
        : base(Redaction.Text(message), inner)
    {
        ArgumentNullException.ThrowIfNull(code);
        Code = code;
        Target = target is null ? null : Redaction.Text(target);
        Suggestion = Redaction.Text(suggestion ?? code.Suggestion);
    }

    public ErrorCode Code { get; }

    public string Suggestion { get; }

    public string? Target { get; }

    public FailureCategory Category => Code.Category;

    /// <summary>
    /// The exception without the texts of what lies underneath, which may repeat a URL or a header.
    /// </summary>
    public override string ToString() =>
        $"{Code.Code}: {Message} {Suggestion}{(StackTrace is { } trace ? Environment.NewLine + trace : "")}";
}
