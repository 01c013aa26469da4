using System.Diagnostics;

namespace Deploy.Architecture.Tests.Repository;

/// <summary>The files of this repository, as git tracks them; as they lie there where git is missing.</summary>
internal static class SourceTree
{
    private static readonly string[] Ignored = ["bin", "obj", "out", ".git", ".vs", ".vscode", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts"];
    private static readonly string[] ProductFolders = ["src/", "module/", "functions/"];
    private static readonly Lazy<IReadOnlyList<string>> All = new(List);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file, by its path from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files => All.Value;

    /// <summary>The C# files of what is shipped.</summary>
    public static IReadOnlyList<string> ProductCode => [.. Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && IsProduct(file))];

    /// <summary>Every C# file, tests and benchmarks too.</summary>
    public static IReadOnlyList<string> Code => [.. Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))];

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static bool IsProduct(string file) => ProductFolders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Deploy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Deploy.slnx above the test's own folder");
        return folder;
    }

    private static IReadOnlyList<string> List() => ListTracked() ?? Walk(Root).Select(Relative).ToList();

    private static List<string>? ListTracked()
    {
        if (!Path.Exists(Path.Combine(Root, ".git")))
            return null;
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var names = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. names.Where(name => File.Exists(Path.Combine(Root, name)))];
    }

    private static IEnumerable<string> Walk(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder).Where(child => !Ignored.Contains(Path.GetFileName(child))).SelectMany(Walk));

    private static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');
}
