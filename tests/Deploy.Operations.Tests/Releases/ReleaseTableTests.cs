using System.Reflection;

namespace Deploy.Operations.Tests.Releases;

/// <summary>The table of cases in docs/releases.md and the tests are the same: each row names tests that there are, and each test is named by a row.</summary>
public sealed class ReleaseTableTests
{
    // What is no case of a release that runs: pure decisions, documents, checks before a release (which have a table of their own), views.
    private static readonly Type[] s_others = [typeof(ReleaseTableTests), typeof(RolloutPlannerTests), typeof(ManifestTests), typeof(PreflightTests), typeof(PackagePreflightTests), typeof(RoomResourcesTests), typeof(ReleaseWatchTests), typeof(ReleaseNoteTests), typeof(WorkloadWatchTests), typeof(SurroundingsTests)];

    [Fact]
    public void Every_row_names_tests_that_there_are()
    {
        var tests = Tests().SelectMany(test => new[] { test, test.Split('.')[0] }).ToHashSet(StringComparer.Ordinal);
        Assert.All(ReleaseTables.Rows("case"), row => Assert.All(Named(row), name => Assert.Contains(name, tests)));
        Assert.All(ReleaseTables.Rows("case"), row => Assert.NotEmpty(Named(row)));
    }

    [Fact]
    public void Every_test_is_named_by_a_row()
    {
        var named = ReleaseTables.Rows("case").SelectMany(Named).ToHashSet(StringComparer.Ordinal);
        var missing = Tests().Where(test => !named.Contains(test) && !named.Contains(test.Split('.')[0])).ToList();
        Assert.True(missing.Count == 0, $"No row of the table of cases in docs/releases.md names {string.Join(", ", missing)}.");
    }

    private static IEnumerable<string> Named(string[] row) => row[^1].Split(", ").Select(name => name.Trim('`'));

    private static IEnumerable<string> Tests() => typeof(ReleaseTableTests).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsPublic: true } && type.Namespace == typeof(ReleaseTableTests).Namespace && !s_others.Contains(type))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => method.GetCustomAttributes<FactAttribute>(inherit: true).Any())
            .Select(method => $"{type.Name}.{method.Name}"));
}
