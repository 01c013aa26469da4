using System.Text.RegularExpressions;
using Deploy.Architecture.Tests.Repository;

namespace Deploy.Architecture.Tests;

/// <summary>What may not stand in any tracked file: it would tie the repository to one machine, or give something away.</summary>
public sealed partial class TrackedTextTests
{
    private static readonly string[] Binary = [".png", ".ico", ".jar", ".zip", ".dll", ".jpg", ".gif"];

    // These files hold the patterns themselves.
    private static readonly string[] Own = ["tests/Deploy.Architecture.Tests/TrackedTextTests.cs"];

    [Fact]
    public void No_file_names_a_path_of_one_machine() => AssertNowhere(MachinePath());

    [Fact]
    public void No_file_names_the_host_of_a_registry() => AssertNowhere(RegistryHost());

    [Fact]
    public void No_file_holds_a_key() => AssertNowhere(Key());

    [Fact]
    public void Text_ends_with_a_line_end()
    {
        var texts = SourceTree.Files.Where(IsText).Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".md", StringComparison.Ordinal));
        Assert.Empty(texts.Where(file => SourceTree.Read(file) is { Length: > 0 } text && text[^1] != '\n'));
    }

    private static void AssertNowhere(Regex pattern) => Assert.Empty(SourceTree.Files.Where(file => IsText(file) && !Own.Contains(file))
        .SelectMany(file => SourceTree.Lines(file).Select((line, index) => (Place: $"{file}:{index + 1}", Match: pattern.Match(line))))
        .Where(each => each.Match.Success).Select(each => $"{each.Place} {each.Match.Value}"));

    private static bool IsText(string file) => !Binary.Contains(Path.GetExtension(file));

    [GeneratedRegex(@"(?<![\w.])/(work|root|home/(?!you\b)\w+|opt/(?!kube\b)\w+|Users/\w+)/|[A-Z]:\\Users\\\w+")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"(api|www)\.nuget\.org|pkgs\.dev\.azure\.com|registry\.npmjs\.org|deb\.debian\.org|pypi\.org|docker\.io|mcr\.microsoft\.com|ghcr\.io|quay\.io|powershellgallery\.com")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]|AccountKey=[A-Za-z0-9+/]{40}")]
    private static partial Regex Key();
}
