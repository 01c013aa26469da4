namespace Deploy.Pester.Tests;

/// <summary>What the run itself must not miss.</summary>
public sealed class PesterRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("deploy-pester-samples-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Each_test_is_told_with_what_came_of_it()
    {
        var tests = await RunAsync(("Sample", """
            Describe 'A' {
                It 'passes <_>' -ForEach 1, 2 { $_ | Should -BeGreaterThan 0 }
                It 'fails' { 1 | Should -Be 2 -Because 'one is not two' }
                It 'is skipped' { Set-ItResult -Skipped -Because 'there is no moon' }
                It 'needs' -Tag 'needs a moon' -Skip { }
                It 'is skipped in silence' -Skip { }
                It 'is undecided' { Set-ItResult -Inconclusive }
                It 'takes long' -Tag Slow { throw 'it ran' }
            }
            """));
        Assert.Equal(["A.passes 1", "A.passes 2"], tests.Where(test => test is { Failure: null, SkipReason: null }).Select(Name));
        Assert.Equal(["A.is skipped: there is no moon", "A.needs: needs a moon"], tests.Where(test => test.SkipReason is not null).Select(test => $"{Name(test)}: {test.SkipReason}"));
        Assert.Equal(["A.fails", "A.is skipped in silence", "A.is undecided"], tests.Where(test => test.Failure is not null).Select(Name));
        Assert.Contains("one is not two", tests.Single(test => Name(test) == "A.fails").Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_around_tests_is_a_failure()
    {
        var tests = await RunAsync(
            ("Blocks", "Describe 'S' { BeforeAll { throw 'no ground' }; It 'x' { } }; Describe 'T' { AfterAll { throw 'no end' }; It 'x' { } }"),
            ("Unreadable", "Describe 'U' { It 'x' {"),
            ("Throwing", "throw 'at once'"),
            ("Leaving", "Describe 'L' { It 'x' { 'left early' | Out-Host; [Environment]::Exit(0) } }"),
            ("Empty", "'nothing'"));
        string[] failures =
        [
            "Blocks.Tests.ps1: S (setup or teardown)", "Blocks.Tests.ps1: S.x", "Blocks.Tests.ps1: T (setup or teardown)",
            "Empty.Tests.ps1: (the file)", "Leaving.Tests.ps1: (the file)", "Throwing.Tests.ps1: (the file)", "Unreadable.Tests.ps1: (the file)",
        ];
        Assert.Equal(failures, tests.Where(test => test.Failure is not null).Select(test => test.Name));
        Assert.All(tests.Where(test => test.Name.Contains(": S", StringComparison.Ordinal)), test => Assert.Contains("no ground", test.Failure, StringComparison.Ordinal));
        Assert.Contains("left early", tests.Single(test => test.Name.StartsWith("Leaving", StringComparison.Ordinal)).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_files_at_all_are_a_failure()
    {
        Assert.NotNull(Assert.Single(await RunAsync()).Failure);
    }

    [Fact]
    public void The_variable_says_what_is_run()
    {
        string[] names = ["Errors", "Module"];
        Assert.Equal((false, false), Traits(""));
        Assert.Equal((true, true), Traits("full, apphost"));
        Assert.Equal((true, false), Traits("shim full"));
        Assert.Equal(names, PesterWish.Parse("full").Choose(names));
        Assert.Equal(["Module"], PesterWish.Parse("module").Choose(names));
        var failure = Assert.Throws<InvalidOperationException>(() => PesterWish.Parse("fast").Choose(names));
        Assert.Contains("'fast'", failure.Message, StringComparison.Ordinal);
    }

    private static (bool IsFull, bool IsApphost) Traits(string text) => (PesterWish.Parse(text).IsFull, PesterWish.Parse(text).IsApphost);

    private static string Name(PesterTest test) => test.Name["Sample.Tests.ps1: ".Length..];

    private Task<IReadOnlyList<PesterTest>> RunAsync(params (string Name, string Text)[] files)
    {
        var paths = Array.ConvertAll(files, file => Path.Combine(folder, file.Name + ".Tests.ps1"));
        for (var index = 0; index < files.Length; index++)
            File.WriteAllText(paths[index], files[index].Text);
        return new PesterRun(new PowerShellProgram(isApphost: false), package: folder).RunAsync(paths, "Slow", TestContext.Current.CancellationToken);
    }
}
