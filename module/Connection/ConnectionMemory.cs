using System.Text.Json;
using System.Text.Json.Serialization;

namespace Deploy.Module.Connection;

/// <summary>
/// Remembers the chosen cluster: for this session, and in DEPLOY_HOME for later ones.
/// </summary>
internal static class ConnectionMemory
{
    private static readonly Lock Gate = new();
    private static RememberedConnection? session;

    /// <summary>The cluster of this session, or the one that was last chosen anywhere; null when none was.</summary>
    public static RememberedConnection? Recall()
    {
        lock (Gate)
        {
            if (session is not null)
                return session;
        }
        return Read();
    }

    /// <summary>Remembers a cluster.</summary>
    public static void Remember(RememberedConnection connection)
    {
        lock (Gate)
            session = connection;
        DeployHome.Ensure();
        // Written beside and moved over: a reader never sees half a file.
        var draft = DeployHome.ConnectionFile + "." + Environment.ProcessId;
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(connection, ConnectionJson.Default.RememberedConnection));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(draft, DeployHome.ConnectionFile, overwrite: true);
    }

    /// <summary>Forgets the chosen cluster; whether there was one.</summary>
    public static bool Forget()
    {
        bool hadSession;
        lock (Gate)
        {
            hadSession = session is not null;
            session = null;
        }
        var hadFile = File.Exists(DeployHome.ConnectionFile);
        File.Delete(DeployHome.ConnectionFile);
        return hadSession || hadFile;
    }

    private static RememberedConnection? Read()
    {
        // Mostly nothing was chosen, and the first exception of a process costs it some milliseconds.
        if (!File.Exists(DeployHome.ConnectionFile))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(DeployHome.ConnectionFile), ConnectionJson.Default.RememberedConnection);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null; // Nothing was chosen, or the file is not one of ours any more: the next place is looked at.
        }
    }
}

/// <summary>The cluster that Connect-ModuleCluster chose.</summary>
/// <param name="Kubeconfig">Full paths of the kubeconfig files.</param>
/// <param name="Context">The context in them; null for their current one.</param>
/// <param name="Namespace">The namespace meant where none is given; null for the context's own.</param>
public sealed record RememberedConnection(IReadOnlyList<string> Kubeconfig, string? Context, string? Namespace);

/// <summary>How the remembered connection is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RememberedConnection))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
