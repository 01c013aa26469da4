namespace Deploy.Module.Commands;

/// <summary>What to run so that a local cluster lives in a process of its own.</summary>
internal static class LocalClusterHostCommand
{
    /// <summary>
    /// Within PowerShell: PowerShell again, with the script beside the module, so nothing else need be installed.
    /// Null elsewhere: the console hosts it itself.
    /// </summary>
    public static IReadOnlyList<string>? Find()
    {
        var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath);
        if (!string.Equals(program, "pwsh", StringComparison.OrdinalIgnoreCase))
            return null;
        var lib = Path.GetDirectoryName(typeof(LocalClusterHostCommand).Assembly.Location)!;
        return [Environment.ProcessPath!, "-NoProfile", "-NonInteractive", "-File", Path.Combine(lib, "..", "LocalClusterHost.ps1")];
    }
}
