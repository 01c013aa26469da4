using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Why a replica, a release or a wait is as it is.</summary>
/// <param name="Source">The party concerned: the code's first level.</param>
/// <param name="Code">The two-level code, one of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">What happened, with the names and numbers of this case; holds no secrets.</param>
/// <param name="Suggestion">What to do.</param>
public sealed record Cause(string Source, string Code, string Message, string Suggestion)
{
    /// <summary>A cause of the catalogue. Texts are redacted here.</summary>
    /// <param name="code">The catalogue's entry.</param>
    /// <param name="message">What happened; the entry's meaning when empty.</param>
    /// <param name="suggestion">What to do in this case; by default what the catalogue says.</param>
    public static Cause Of(ErrorCode code, string? message = null, string? suggestion = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        var text = string.IsNullOrWhiteSpace(message) ? code.Meaning : Redaction.Text(OneStop(message.Trim()));
        return new Cause(code.Source, code.Code, text, Redaction.Text(suggestion ?? code.Suggestion));
    }

    // What others say ends with a full stop or without one, and a sentence of ours around it has its own.
    private static string OneStop(string text) => text.EndsWith('.') && !text.EndsWith("...", StringComparison.Ordinal) ? text.TrimEnd('.', ' ') + "." : text;

    /// <summary>The cause as the exception that an operation raises for it.</summary>
    public DeployException ToException(string? target = null) =>
        new(ErrorCodes.Find(Code) ?? DeployCodes.UnexpectedError, Message, target, Suggestion);

    public override string ToString() => $"{Code}: {Message}";
}
