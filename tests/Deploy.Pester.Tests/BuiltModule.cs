namespace Deploy.Pester.Tests;

/// <summary>The module as users get it, put together once from what the build of this project compiled.</summary>
internal static class BuiltModule
{
    private static readonly Lazy<Task> Building = new(BuildAsync);

    /// <summary>Top folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder that it is made in.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Deploy");

    /// <exception cref="InvalidOperationException">It cannot be made; says what build.ps1 said.</exception>
    public static Task EnsureAsync() => Building.Value;

    private static async Task BuildAsync()
    {
        string[] arguments = ["Build", "-Configuration", PowerShellProgram.Configuration, "-NoBuild", "-Destination", Folder];
        var (exitCode, said) = await new PowerShellProgram(isApphost: false).RunAsync(
            Path.Combine(Root, "build.ps1"), arguments, new Dictionary<string, string>(), TimeSpan.FromMinutes(5), CancellationToken.None);
        if (exitCode != 0)
            throw new InvalidOperationException($"build.ps1 ended with {exitCode}:\n{said}");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Deploy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from within the repository.");
        return folder;
    }
}
