using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Deploy.Pester.Tests;

/// <summary>Another program that hosts PowerShell, as editors and services do: this test program, started once more by a test.</summary>
internal static class HostProgram
{
    /// <summary>The argument that it is started with; a folder of PowerShell's assemblies and a script follow.</summary>
    public const string Verb = "--host";

    /// <summary>Runs the script in a runspace and writes what it writes; 1 when it fails.</summary>
    public static int Run(string home, string script)
    {
        // What this project compiles against is a reference only; the assemblies that PowerShell consists of come from its own folder.
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string[] managed = [home, .. Directory.GetDirectories(Path.Combine(home, "runtimes", OperatingSystem.IsWindows() ? "win" : "unix", "lib"))];
        string[] native = [home, Path.Combine(home, "runtimes", $"{system}-{processor}", "native"), Path.Combine(home, "runtimes", system, "native")];
        AssemblyLoadContext.Default.Resolving += (context, name) => Find(managed, name.Name + ".dll") is { } file ? context.LoadFromAssemblyPath(file) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => Find(native, name + (system == "win" ? ".dll" : system == "osx" ? ".dylib" : ".so")) is { } file ? NativeLibrary.Load(file) : 0;
        return Invoke(script);
    }

    private static string? Find(string[] folders, string file) => Array.Find(Array.ConvertAll(folders, folder => Path.Combine(folder, file)), File.Exists);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Invoke(string script)
    {
        using var shell = PowerShell.Create();
        try
        {
            foreach (var result in shell.AddScript(script).Invoke())
                Console.WriteLine(result);
        }
        catch (RuntimeException e)
        {
            Console.WriteLine($"{e.ErrorRecord.FullyQualifiedErrorId}: {e.Message}");
            return 1;
        }
        foreach (var error in shell.Streams.Error)
            Console.WriteLine($"{error.FullyQualifiedErrorId}: {error}");
        return shell.HadErrors ? 1 : 0;
    }
}
