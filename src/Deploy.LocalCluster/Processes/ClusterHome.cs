namespace Deploy.LocalCluster.Processes;

/// <summary>The files of a local cluster's process below one home; they are for their owner alone.</summary>
internal sealed class ClusterHome(string home)
{
    public string Folder { get; } = Path.Combine(Path.GetFullPath(home), "local");

    public string State => Path.Combine(Folder, "state.json");

    public string Kubeconfig => Path.Combine(Folder, "kubeconfig");

    public string Log => Path.Combine(Folder, "cluster.log");

    /// <summary>Held while somebody starts or stops a cluster here.</summary>
    public string StartLock => Path.Combine(Folder, "start.lock");

    /// <summary>Held by the cluster's process for as long as it lives.</summary>
    public string OwnerLock => Path.Combine(Folder, "owner.lock");

    public void CreateFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Folder);
        else Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Puts a file in place as a whole, readable by its owner only.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var file = OpenPrivate(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(content, ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Opens a file that, when it is new, only its owner can read.</summary>
    public static FileStream OpenPrivate(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Removes what a process that has ended leaves behind.</summary>
    public void Clear()
    {
        File.Delete(Kubeconfig);
        File.Delete(State);
        foreach (var draft in Directory.EnumerateFiles(Folder, "*.tmp")) File.Delete(draft);
    }
}
