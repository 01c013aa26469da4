namespace Deploy.Module.Commands;

/// <summary>What to run so that a local cluster lives in a process of its own.</summary>
internal static class LocalClusterHostCommand
{
    private const string Script = "LocalClusterHost.ps1";

    /// <summary>
    /// Within PowerShell: PowerShell again, with the script beside the module, so nothing else need be installed.
    /// Null elsewhere: the console hosts it itself.
    /// </summary>
    public static IReadOnlyList<string>? Find()
    {
        var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath);
        if (!string.Equals(program, "pwsh", StringComparison.OrdinalIgnoreCase))
            return null;
        return [Environment.ProcessPath!, "-NoProfile", "-NonInteractive", "-File", Path.Combine(ModuleFolder(), Script)];
    }

    // This assembly lies below it: in the folder of those for every system, or in that of those for this one.
    private static string ModuleFolder()
    {
        var folder = Path.GetDirectoryName(typeof(LocalClusterHostCommand).Assembly.Location);
        while (folder is not null && !File.Exists(Path.Combine(folder, Script)))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new FileNotFoundException($"{Script} is missing: install the module again.", Script);
    }
}
