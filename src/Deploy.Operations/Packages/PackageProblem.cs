using Deploy.Operations.Errors;

namespace Deploy.Operations.Packages;

/// <summary>One thing that is wrong with a package.</summary>
/// <param name="Code">The catalogue's entry.</param>
/// <param name="Message">What exactly, with the entry's name and numbers.</param>
/// <param name="IsFatal">True when the package must not be installed; false for a warning.</param>
public sealed record PackageProblem(ErrorCode Code, string Message, bool IsFatal = true)
{
    public override string ToString() => $"{Code}: {Message}";
}
