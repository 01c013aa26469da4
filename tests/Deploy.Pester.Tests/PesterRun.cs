using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Deploy.Pester.Tests;

/// <summary>Runs files of Pester tests, each in a PowerShell of its own, several side by side, and says what came of every test.</summary>
/// <param name="powershell">The PowerShell that runs them.</param>
/// <param name="package">The built module that they test.</param>
internal sealed class PesterRun(PowerShellProgram powershell, string package)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>What the files' tests came to, in the order of their names.</summary>
    /// <param name="files">Full paths; begun in this order.</param>
    /// <param name="excluded">Tests with this tag are not run.</param>
    public async Task<IReadOnlyList<PesterTest>> RunAsync(IReadOnlyList<string> files, string? excluded, CancellationToken ct)
    {
        if (files.Count == 0)
            return [new PesterTest("tests/Pester", PesterTest.Failed, "There is no file of Pester tests.")];
        var tests = new ConcurrentBag<PesterTest>();
        // Most of them wait for clusters most of the time.
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 2, 4), CancellationToken = ct };
        await Parallel.ForEachAsync(files, options, async (file, stop) =>
        {
            var began = TimeProvider.System.GetTimestamp();
            var results = await RunAsync(file, excluded, stop);
            TestContext.Current.SendDiagnosticMessage("{0}: {1} tests in {2:0.0} s", Path.GetFileName(file), results.Count, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            foreach (var test in results)
                tests.Add(test with { Name = $"{Path.GetFileName(file)}: {test.Name}" });
        });
        return [.. tests.OrderBy(test => test.Name, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<PesterTest>> RunAsync(string file, string? excluded, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("deploy-pester-").FullName;
        try
        {
            var results = Path.Combine(folder, "results.json");
            string[] arguments =
            [
                "-Path", file, "-Destination", results, "-Pester", PowerShellProgram.Pester,
                .. excluded is null ? [] : new[] { "-ExcludeTag", excluded },
            ];
            var environment = new Dictionary<string, string>
            {
                ["DEPLOY_HOME"] = Path.Combine(folder, "home"),
                ["DEPLOY_TEST_PACKAGE"] = package,
                ["DEPLOY_TEST_CONFIGURATION"] = PowerShellProgram.Configuration,
            };
            var (exitCode, said) = await powershell.RunAsync(Path.Combine(AppContext.BaseDirectory, "Invoke-TestFile.ps1"), arguments, environment, Patience, ct);
            return File.Exists(results)
                ? Read(await File.ReadAllTextAsync(results, ct))
                : [new PesterTest("(the file)", PesterTest.Failed, $"Its PowerShell ended with {exitCode} before it had written what came of the tests. It said last:\n{said}")];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<PesterTest> Read(string json)
    {
        var file = JsonSerializer.Deserialize(json, PesterJson.Default.PesterFile)!;
        if (file.Tests.Count == 0 && file.NotRun == 0)
            return [new PesterTest("(the file)", PesterTest.Failed, "There are no tests in it.")];
        // Whatever Pester calls failed must be seen as failed.
        return file.Result == PesterTest.Passed || file.Tests.Any(test => test.Failure is not null)
            ? file.Tests
            : [.. file.Tests, new PesterTest("(the file)", PesterTest.Failed, $"Pester says {file.Result}, and names no test that failed.")];
    }
}

/// <summary>What Invoke-TestFile.ps1 writes of one file.</summary>
internal sealed record PesterFile(string Result, int NotRun, IReadOnlyList<PesterTest> Tests);

/// <summary>What came of one test.</summary>
/// <param name="Name">File, blocks and test.</param>
/// <param name="Outcome">Pester's word for it.</param>
/// <param name="Message">Why it failed or was skipped.</param>
internal sealed record PesterTest(string Name, string Outcome, string Message)
{
    public const string Passed = "Passed";
    public const string Skipped = "Skipped";
    public const string Failed = "Failed";

    /// <summary>Why it was skipped; null when it was not, or when nobody said why, which is a failure.</summary>
    [JsonIgnore]
    public string? SkipReason => Outcome == Skipped && Message.Length > 0 ? Message : null;

    /// <summary>Why it failed; null when it did not.</summary>
    [JsonIgnore]
    public string? Failure =>
        Outcome == Passed || SkipReason is not null ? null
        : Outcome == Skipped ? "It was skipped and does not say what is missing: Set-ItResult -Skipped -Because ..., or a tag 'needs ...'."
        : Message.Length > 0 ? Message : Outcome;
}

[JsonSerializable(typeof(PesterFile))]
internal sealed partial class PesterJson : JsonSerializerContext;
