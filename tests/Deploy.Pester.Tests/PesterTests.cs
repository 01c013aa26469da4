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
        var suite = Path.Combine(BuiltModule.Root, "tests", "Pester");
        var names = wish.Choose(Array.ConvertAll(Directory.GetFiles(suite, "*" + Suffix), file => Path.GetFileName(file)[..^Suffix.Length]));
        var order = names.OrderBy(name => Array.IndexOf(First, name) is var place && place < 0 ? int.MaxValue : place).ThenBy(name => name, StringComparer.Ordinal);
        await BuiltModule.EnsureAsync();
        var run = new PesterRun(new PowerShellProgram(wish.IsApphost), BuiltModule.Folder);
        var tests = await run.RunAsync([.. order.Select(name => Path.Combine(suite, name + Suffix))], wish.IsFull ? null : Slow, TestContext.Current.CancellationToken);
        return [.. tests.Select(test => new TheoryDataRow<string?>(test.Failure) { TestDisplayName = test.Name, Label = "", Skip = test.SkipReason })];
    }
}
