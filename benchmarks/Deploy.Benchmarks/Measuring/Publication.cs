using System.Diagnostics;

namespace Deploy.Benchmarks.Measuring;

/// <summary>Projects of this tree as they are shipped: published, compiled ahead of time.</summary>
internal static class Publication
{
    /// <summary>The folder that holds Deploy.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Publishes a project, which takes some seconds; returns the folder with the result.</summary>
    /// <param name="name">Name of the folder with the result, beside this program.</param>
    /// <param name="project">Folder of the project below <see cref="Root"/>.</param>
    public static string Make(string name, params string[] project)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, name);
        string[] arguments = ["publish", Path.Combine([Root, .. project]), "-c", "Release", "-o", folder, "-v", "quiet", "--nologo"];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false }) ?? throw new InvalidOperationException("dotnet could not be started");
        publish.WaitForExit();
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException($"{string.Join('/', project)} could not be published.");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Deploy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Deploy.slnx above this program");
        return folder;
    }
}
