namespace Deploy.Pester.Tests;

/// <summary>The suite of tests/Pester, run in PowerShell: every Pester test is a result of its own.</summary>
public sealed class PesterTests
{
    private const string Suffix = ".Tests.ps1";

    // What takes long for what it shows: run where there is time, by DEPLOY_PESTER=full.
    private const string Slow = "Slow";

    // Begun first, since they take longest.
    private static readonly string[] First = ["Examples", "Runbooks", "Habits", "Maintenance"];

    [Theory(DisplayName = "Pester")]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void Passes(string? failure) => Assert.True(failure is null, failure);

    public static async Task<IReadOnlyList<TheoryDataRow<string?>>> Results()
    {
        var wish = PesterWish.Parse(Environment.GetEnvironmentVariable(PesterWish.Variable));
        var ct = TestContext.Current.CancellationToken;
        var powershell = new PowerShellProgram(wish.IsApphost);
        var package = Path.Combine(AppContext.BaseDirectory, "Deploy");
        string[] build = ["-File", Path.Combine(Root, "build.ps1"), "Build", "-Configuration", PowerShellProgram.Configuration, "-NoBuild", "-Destination", package];
        var (exitCode, said) = await powershell.RunAsync(build, new Dictionary<string, string>(), TimeSpan.FromMinutes(5), ct);
        if (exitCode != 0)
            return [Row(new PesterTest("build.ps1", PesterTest.Failed, said))];
        var files = Directory.GetFiles(Path.Combine(Root, "tests", "Pester"), "*" + Suffix);
        var chosen = wish.Choose(Array.ConvertAll(files, file => Path.GetFileName(file)[..^Suffix.Length]));
        var order = chosen.OrderBy(name => Array.IndexOf(First, name) is var place && place < 0 ? int.MaxValue : place).ThenBy(name => name, StringComparer.Ordinal);
        var paths = order.Select(name => Path.Combine(Root, "tests", "Pester", name + Suffix)).ToArray();
        var tests = await new PesterRun(powershell, package).RunAsync(paths, wish.IsFull ? null : Slow, ct);
        return [.. tests.Select(Row)];
    }

    private static TheoryDataRow<string?> Row(PesterTest test) => new(test.Failure) { TestDisplayName = test.Name, Skip = test.SkipReason };

    private static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Deploy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from within the repository.");
        return folder;
    }
}
