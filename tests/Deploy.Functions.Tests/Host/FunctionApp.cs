using System.Diagnostics;

namespace Deploy.Functions.Tests.Host;

/// <summary>The function app's folder: what the build made, and what would be deployed.</summary>
public sealed class FunctionApp : IAsyncDisposable
{
    private static readonly string Tests = AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)];
    private static readonly string Project = Path.GetFullPath(Path.Combine(Tests, "..", "..", "functions"));

    // bin/<configuration>/<framework>, the same for both.
    private static readonly string Output = Path.GetRelativePath(Tests, AppContext.BaseDirectory);
    private readonly Lazy<Task<string>> published = new(PublishAsync);

    /// <summary>Where the build put it.</summary>
    public static string Built { get; } = Path.Combine(Project, Output);

    /// <summary>Publishes it, once, and says where.</summary>
    public Task<string> PublishedAsync() => published.Value;

    public async ValueTask DisposeAsync()
    {
        if (published is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            Directory.Delete(await published.Value, recursive: true);
    }

    private static async Task<string> PublishAsync()
    {
        var folder = Directory.CreateTempSubdirectory("functions-").FullName;
        var configuration = Output.Split(Path.DirectorySeparatorChar)[1];
        var start = new ProcessStartInfo("dotnet", ["publish", Project, "-c", configuration, "--no-build", "-o", folder, "-nodeReuse:false", "-v", "quiet", "--nologo"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException($"dotnet publish failed: {output}");
    }
}
