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
        // A failure is met again by whoever connects, and told there.
        if (OperatingSystem.IsLinux() && Interlocked.Exchange(ref s_begun, 1) == 0)
            _ = Task.Run(Read);
    }

    private static void Read()
    {
        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
        store.Open(OpenFlags.ReadOnly);
        foreach (var authority in store.Certificates)
            authority.Dispose();
    }
}
