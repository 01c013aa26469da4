using System.Text.RegularExpressions;
using Deploy.Architecture.Tests.Repository;

namespace Deploy.Architecture.Tests;

/// <summary>The size and the names of files, folders and types.</summary>
public sealed partial class HouseRuleTests
{
    private const int LongestFile = 400;
    private const int MedianFile = 60;
    private const int NinetyFifthFile = 200;
    private const int DeepestFolder = 2;

    [Fact]
    public void No_file_is_long() =>
        Assert.Empty(SourceTree.Code.Concat(SourceTree.Files.Where(IsScript)).Where(file => SourceTree.Lines(file).Length > LongestFile));

    [Fact]
    public void Most_files_are_short()
    {
        var lengths = SourceTree.ProductCode.Select(file => SourceTree.Lines(file).Length).Order().ToList();
        Assert.True(lengths[lengths.Count / 2] <= MedianFile, $"the median is {lengths[lengths.Count / 2]} lines");
        Assert.True(lengths[lengths.Count * 95 / 100] <= NinetyFifthFile, $"the 95th percentile is {lengths[lengths.Count * 95 / 100]} lines");
    }

    [Fact]
    public void No_name_says_nothing()
    {
        var names = SourceTree.Code.SelectMany(file => file.Split('/').SkipLast(1).Append(Path.GetFileNameWithoutExtension(file))
            .Concat(SourceTree.Lines(file).Select(line => TypeDeclaration().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value))
            .Select(name => (File: file, Name: name)));
        Assert.Empty(names.Where(each => EmptyName().IsMatch(each.Name)).Distinct());
    }

    [Fact]
    public void A_file_of_the_product_has_one_public_type() =>
        Assert.Empty(SourceTree.ProductCode.Where(file => SourceTree.Lines(file).Count(line => PublicType().IsMatch(line)) > 1));

    [Fact]
    public void A_type_is_in_the_file_of_its_name()
    {
        var strays = SourceTree.ProductCode.SelectMany(file => SourceTree.Lines(file).Select(line => PublicType().Match(line)).Where(match => match.Success)
            .Where(match => !Path.GetFileName(file).StartsWith(match.Groups["name"].Value, StringComparison.Ordinal)).Select(match => $"{file}: {match.Groups["name"].Value}"));
        Assert.Empty(strays);
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

    [GeneratedRegex(@"^public\s+(?:\w+\s+)*?(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?|delegate\s+\w+)\s+(?<name>\w+)")]
    private static partial Regex PublicType();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilit(y|ies)|Common|Misc)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b|NotImplemented[E]xception\(")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
