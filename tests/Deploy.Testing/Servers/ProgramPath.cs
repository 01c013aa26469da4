namespace Deploy.Testing.Servers;

/// <summary>Finds programs the way a shell does.</summary>
public static class ProgramPath
{
    /// <summary>The full path of a program on the PATH, or null.</summary>
    public static string? Find(string program)
    {
        var names = OperatingSystem.IsWindows() ? [program + ".exe", program + ".cmd"] : new[] { program };
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
