using System.Reflection;
using System.Runtime.Loader;

namespace Deploy.Loader;

/// <summary>
/// Keeps the module's assemblies to themselves: other modules in the session may bring other versions of the same
/// libraries, before or after. Only PowerShell's own assemblies and the framework are shared.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Lock Gate = new();
    private static ModuleLoadContext? loaded;

    private readonly LibraryFolder libraries;

    private ModuleLoadContext(string folder) : base("Deploy") => libraries = new LibraryFolder(folder, LibraryFolder.ThisSystem);

    /// <summary>Loads the module's main assembly, once in a process.</summary>
    /// <param name="folder">Where the module's assemblies lie.</param>
    public static Assembly Load(string folder)
    {
        lock (Gate)
        {
            loaded ??= new ModuleLoadContext(folder);
            return loaded.LoadFromAssemblyName(new AssemblyName("Deploy.Module"));
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        libraries.Find(assemblyName.Name!) is { } path ? LoadFromAssemblyPath(path) : null;
}
