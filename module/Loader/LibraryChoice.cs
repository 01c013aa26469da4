using System.Runtime.InteropServices;

namespace Deploy.Loader;

/// <summary>Finds the file of a library in the module's folder, which serves every operating system.</summary>
public static class LibraryChoice
{
    /// <summary>
    /// The systems that this process may take a library of, the most particular first. The first names the processor too:
    /// a library that was compiled ahead of time for it loads nowhere else.
    /// </summary>
    public static IReadOnlyList<string> ThisSystem { get; } =
        OperatingSystem.IsWindows() ? [OnThisProcessor("win"), "win"] : OperatingSystem.IsMacOS() ? [OnThisProcessor("osx"), "osx", "unix"] : [OnThisProcessor("linux"), "linux", "unix"];

    /// <summary>
    /// The file made for one of the systems (<c>runtimes/SYSTEM/lib/FRAMEWORK/NAME.dll</c>), else the one for all of them;
    /// null when the module does not bring the library.
    /// </summary>
    /// <param name="folder">Where the module's assemblies lie.</param>
    /// <param name="name">Simple name of the assembly.</param>
    /// <param name="systems">Runtime identifiers, the most particular first.</param>
    public static string? Find(string folder, string name, IReadOnlyList<string> systems)
    {
        var file = name + ".dll";
        foreach (var system in systems)
        {
            var particular = Path.Combine(folder, "runtimes", system, "lib");
            if (Directory.Exists(particular) && Directory.EnumerateFiles(particular, file, SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault() is { } found)
                return found;
        }
        var common = Path.Combine(folder, file);
        return File.Exists(common) ? common : null;
    }

    private static string OnThisProcessor(string system) => $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
}
