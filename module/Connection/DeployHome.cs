namespace Deploy.Module.Connection;

/// <summary>The folder of local state: <c>$DEPLOY_HOME</c>, by default <c>~/.deploy</c>.</summary>
public static class DeployHome
{
    /// <summary>Full path of the folder; it need not exist.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable("DEPLOY_HOME") is { Length: > 0 } set
            ? Path.GetFullPath(set)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".deploy");

    /// <summary>The kubeconfig of the local cluster.</summary>
    public static string LocalKubeconfig => Path.Combine(Folder, "local", "kubeconfig");

    /// <summary>What Connect-ModuleCluster remembers.</summary>
    public static string ConnectionFile => Path.Combine(Folder, "connection.json");

    /// <summary>Makes the folder, for its owner alone.</summary>
    public static void Ensure()
    {
        if (Directory.Exists(Folder))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Folder);
        else
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
