using System.Management.Automation;
using System.Runtime.CompilerServices;
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
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(home, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        return Invoke(script);
    }

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
