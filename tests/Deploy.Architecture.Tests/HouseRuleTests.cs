using System.Text.RegularExpressions;
using Deploy.Architecture.Tests.Repository;

namespace Deploy.Architecture.Tests;

/// <summary>The names of files, folders and types, and what no file holds.</summary>
public sealed partial class HouseRuleTests
{
    private const int DeepestFolder = 2;

    [Fact]
    public void No_name_says_nothing()
    {
        var names = SourceTree.Code.SelectMany(file => file.Split('/').SkipLast(1).Append(Path.GetFileNameWithoutExtension(file))
            .Concat(SourceTree.Lines(file).Select(line => TypeDeclaration().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value))
            .Select(name => (File: file, Name: name)));
        Assert.Empty(names.Where(each => EmptyName().IsMatch(each.Name)).Distinct());
    }

    [Fact]
    public void Folders_are_at_most_two_deep()
    {
        var deep = SourceTree.ProductCode.Where(file => Depth(file) > DeepestFolder);
        Assert.Empty(deep);
    }

    [Fact]
    public void Nothing_is_left_to_do() =>
        Assert.Empty(SourceTree.Code.Concat(SourceTree.Files.Where(IsScript)).Where(file => SourceTree.Lines(file).Any(line => Unfinished().IsMatch(line))));

    [Fact]
    public void No_catch_swallows_everything() =>
        Assert.Empty(SourceTree.ProductCode.Where(file => EmptyCatch().IsMatch(SourceTree.Read(file))));

    // src/<project>/a/b/File.cs: the project's own folder does not count.
    private static int Depth(string file)
    {
        var project = Houses.Projects.Values.Select(each => Path.GetDirectoryName(each)!.Replace('\\', '/') + "/").Where(folder => file.StartsWith(folder, StringComparison.Ordinal)).MaxBy(folder => folder.Length)!;
        return file[project.Length..].Count(letter => letter == '/');
    }

    private static bool IsScript(string file) => file.EndsWith(".ps1", StringComparison.Ordinal) || file.EndsWith(".psm1", StringComparison.Ordinal) || file == ".ci/run";

    [GeneratedRegex(@"^\s*(?:\w+\s+)*(?:class|struct|record|interface|enum)\s+(?:class\s+|struct\s+)?(?<name>[A-Z]\w*)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilit(y|ies)|Common|Misc)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b|NotImplemented[E]xception\(")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
