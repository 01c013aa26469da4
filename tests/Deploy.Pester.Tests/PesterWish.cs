namespace Deploy.Pester.Tests;

/// <summary>Which Pester tests are run, and in which PowerShell: what the environment variable DEPLOY_PESTER says.</summary>
/// <param name="IsFull">Also those that are tagged as slow.</param>
/// <param name="IsApphost">In PowerShell's own program; else run by dotnet, as its dotnet tool does.</param>
/// <param name="Files">Names of files without their ending; all where none is given.</param>
internal sealed record PesterWish(bool IsFull, bool IsApphost, IReadOnlyList<string> Files)
{
    public const string Variable = "DEPLOY_PESTER";

    /// <summary>Words in any order: <c>full</c>, <c>apphost</c> or <c>shim</c>, and names of files.</summary>
    public static PesterWish Parse(string? text)
    {
        var words = (text ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new PesterWish(words.Contains("full"), words.Contains("apphost"), [.. words.Where(word => word is not ("full" or "apphost" or "shim"))]);
    }

    /// <summary>Those of the names that are wanted.</summary>
    /// <exception cref="InvalidOperationException">A file is wanted that is not there.</exception>
    public IReadOnlyList<string> Choose(IReadOnlyList<string> names)
    {
        if (Files.FirstOrDefault(file => !names.Contains(file, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new InvalidOperationException($"{Variable} names '{unknown}', which is neither full, shim nor apphost, nor one of the files {string.Join(", ", names.Order(StringComparer.Ordinal))}.");
        return Files.Count == 0 ? names : [.. names.Where(name => Files.Contains(name, StringComparer.OrdinalIgnoreCase))];
    }
}
