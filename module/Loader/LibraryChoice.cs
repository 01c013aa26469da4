namespace Deploy.Loader;

/// <summary>Finds the file of a library in the module's folder, which serves every operating system.</summary>
public static class LibraryChoice
{
    /// <summary>The systems that this process may take a library of, the most particular first.</summary>
    public static IReadOnlyList<string> ThisSystem { get; } =
        OperatingSystem.IsWindows() ? ["win"] : OperatingSystem.IsMacOS() ? ["osx", "unix"] : ["linux", "unix"];

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
}
