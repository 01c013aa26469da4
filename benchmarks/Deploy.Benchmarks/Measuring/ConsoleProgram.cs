namespace Deploy.Benchmarks.Measuring;

/// <summary>The <c>deploy</c> program as it is shipped: published from this tree, once per run.</summary>
internal static class ConsoleProgram
{
    private static readonly Lazy<string> Program = new(() =>
        System.IO.Path.Combine(Publication.Make("console", "src", "Deploy.Console"), OperatingSystem.IsWindows() ? "deploy.exe" : "deploy"));

    /// <summary>Full path of the program. The first use publishes it, which takes some seconds.</summary>
    public static string Path => Program.Value;
}
