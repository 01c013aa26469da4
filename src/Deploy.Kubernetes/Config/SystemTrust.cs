using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes;

/// <summary>
/// The system's trusted authorities. On Linux .NET reads them all from disk before a process's first TLS connection, also for one
/// that trusts none of them; a command's first request would wait for that longer than for the server.
/// </summary>
internal static class SystemTrust
{
    private static int s_begun;

    /// <summary>Begins to read them, once in a process, beside what its caller does until it connects.</summary>
    internal static void BeginReading()
    {
        if (IsDue())
            _ = Task.Run(Read);
    }

    /// <summary>The same, begun as soon as it is known which kubeconfigs there are, where one of them names a server with TLS.</summary>
    /// <param name="kubeconfigs">Finds their paths; called beside the caller. What it throws is lost.</param>
    internal static void BeginReading(Func<IReadOnlyList<string>> kubeconfigs) =>
        _ = Task.Run(() =>
        {
            if (kubeconfigs().Any(path => CanBeReadTwice(path) && MayUseTls(File.ReadAllText(path))) && IsDue())
                Read();
        });

    // A pipe gives its content once, and that is for whoever loads it: KUBECONFIG=<(decrypt config). It has no length.
    private static bool CanBeReadTwice(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    /// <summary>Whether a kubeconfig of that text names a server with TLS.</summary>
    internal static bool MayUseTls(string kubeconfig) => kubeconfig.Contains("https:", StringComparison.OrdinalIgnoreCase);

    private static bool IsDue() => OperatingSystem.IsLinux() && Interlocked.Exchange(ref s_begun, 1) == 0;

    // A failure is met again by whoever connects, and told there.
    private static void Read()
    {
        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
        store.Open(OpenFlags.ReadOnly);
        foreach (var authority in store.Certificates)
            authority.Dispose();
    }
}
