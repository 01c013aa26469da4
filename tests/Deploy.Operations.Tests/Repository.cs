namespace Deploy.Operations.Tests;

/// <summary>The source tree that these tests were built from: cases and documents are read there, and rewritten there on demand.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>True when an environment variable asks for rewriting; a test that rewrote something fails all the same.</summary>
    public static bool Asks(string variable) => Environment.GetEnvironmentVariable(variable) == "1";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Deploy.slnx"))) return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not lie inside the repository.");
    }
}
