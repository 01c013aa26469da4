namespace Deploy.LocalCluster.Processes;

/// <summary>A lock on a file that the system takes back when its holder ends, however it ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    /// <summary>The lock, or null when somebody else holds it.</summary>
    public static FileLock? TryAcquire(string path)
    {
        try
        {
            return new FileLock(ClusterHome.OpenPrivate(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    public static async Task<FileLock> AcquireAsync(string path, TimeProvider time, CancellationToken ct)
    {
        while (true)
        {
            if (TryAcquire(path) is { } held) return held;
            await Task.Delay(Poll, time, ct);
        }
    }

    public static bool IsHeld(string path)
    {
        using var probe = File.Exists(path) ? TryAcquire(path) : null;
        return probe is null && File.Exists(path);
    }

    public void Dispose() => file.Dispose();
}
