namespace Deploy.Loader;

/// <summary>The module's folder of libraries, which serves every operating system.</summary>
public sealed class LibraryFolder
{
    private readonly Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Looks what there is, once. For each library that is the file made for one of the systems
    /// (<c>runtimes/SYSTEM/lib/FRAMEWORK/NAME.dll</c>; of several frameworks the last), else the one for all of them.
    /// </summary>
    /// <param name="path">Where the module's assemblies lie.</param>
    /// <param name="systems">Runtime identifiers, the most particular first.</param>
    public LibraryFolder(string path, IReadOnlyList<string> systems)
    {
        Add(Directory.GetFiles(path, "*.dll"));
        for (var index = systems.Count - 1; index >= 0; index--)
        {
            var particular = Path.Combine(path, "runtimes", systems[index], "lib");
            if (Directory.Exists(particular))
                Add(Directory.GetFiles(particular, "*.dll", SearchOption.AllDirectories));
        }
    }

    /// <summary>The systems that this process may take a library of, the most particular first.</summary>
    public static IReadOnlyList<string> ThisSystem { get; } =
        OperatingSystem.IsWindows() ? ["win"] : OperatingSystem.IsMacOS() ? ["osx", "unix"] : ["linux", "unix"];

    /// <summary>The file of a library; null when the module does not bring it.</summary>
    /// <param name="name">Simple name of the assembly.</param>
    public string? Find(string name) => files.GetValueOrDefault(name);

    private void Add(string[] paths)
    {
        Array.Sort(paths, StringComparer.Ordinal);
        foreach (var path in paths)
            files[Path.GetFileNameWithoutExtension(path)] = path;
    }
}
