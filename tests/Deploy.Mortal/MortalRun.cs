using System.Globalization;
using System.Security.Cryptography;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Storage;
using Deploy.Storage.Packages;
using Deploy.Testing.Servers;

namespace Deploy.Mortal;

/// <summary>One piece of work of a process that may be killed in the middle of it.</summary>
/// <param name="Task">Name of a maintenance task, or <c>Upload</c>.</param>
/// <param name="Kubeconfig">The cluster.</param>
/// <param name="Namespace">Where the task works and keeps its lease.</param>
/// <param name="Store">Connection string of the store.</param>
/// <param name="Writes">After how many writes it is killed.</param>
/// <param name="Subject">The replica that is to go, or the file to upload; empty: one round is made.</param>
/// <param name="CreatedBefore">Replicas created from then on are not old, whatever the clock says.</param>
public sealed record MortalRun(string Task, string Kubeconfig, string Namespace, string Store, int Writes, string Subject, DateTimeOffset CreatedBefore)
{
    private const int MostRounds = 600;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    /// <summary>What it prints before the number of its writes, when it comes to its end.</summary>
    public const string Survived = "writes: ";

    /// <summary>The settings that the process itself and whoever finishes its work go by.</summary>
    public static MaintenanceOptions Options(string ns, DateTimeOffset? createdBefore = null) => new()
    {
        Namespace = ns,
        LeaseNamespace = ns,
        Parallel = 1,
        Recycle = new() { Grace = TimeSpan.Zero, CreatedBefore = createdBefore },
    };

    /// <summary>Reads the arguments of the process.</summary>
    public static MortalRun Read(IReadOnlyList<string> args) =>
        new(args[0], args[1], args[2], args[3], int.Parse(args[4], CultureInfo.InvariantCulture), args[5], DateTimeOffset.Parse(args[6], CultureInfo.InvariantCulture));

    /// <summary>The arguments of the process.</summary>
    public IEnumerable<string> Arguments => [Task, Kubeconfig, Namespace, Store, Writes.ToString(CultureInfo.InvariantCulture), Subject, CreatedBefore.ToString("O", CultureInfo.InvariantCulture)];

    /// <summary>Does the work.</summary>
    /// <returns>The exit code of a process that lived to the end.</returns>
    public async Task<int> RunAsync()
    {
        var life = new LifeSpan(Writes);
        using var line = new SocketsHttpHandler { UseProxy = false };
        using var storeLine = new MortalHandler(line, life);
        var store = BlobStore.Open(new() { ConnectionString = Store, Handler = storeLine });
        await (Task == "Upload" ? UploadAsync(store.Packages, Subject) : MaintainAsync(store, life));
        await Console.Out.WriteLineAsync(Survived + life.Written.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>Uploads a file in small blocks, as <c>orders 1.0.0</c>.</summary>
    public static async Task<UploadResult> UploadAsync(PackageStore packages, string path)
    {
        var content = await File.ReadAllBytesAsync(path);
        var upload = new PackageUpload
        {
            Address = new("orders", "1.0.0", Path.GetFileName(path)),
            Sha256 = Convert.ToHexString(SHA256.HashData(content)),
            Size = content.Length,
            By = "tests",
            BlockSize = 64 << 10,
            Parallel = 1,
        };
        using var stream = new MemoryStream(content);
        return await packages.UploadAsync(upload, stream);
    }

    private async Task MaintainAsync(BlobStore store, LifeSpan life)
    {
        var connection = KubeConfig.Load([Kubeconfig]).Connect();
        using var line = new MortalHandler(PlainHandler.For(connection), life);
        using var client = new KubernetesClient(connection with { Handler = line });
        var task = MaintenanceTasks.Create(Task, new MaintenanceContext(client, store, Options(Namespace, CreatedBefore)));
        for (var round = 0; round < MostRounds; round++)
        {
            // A day on, so that every replica is past its age.
            await task.RunAsync(TimeProvider.System.GetUtcNow().AddHours(Task == "RecycleReplicas" ? 24 : 0));
            if (Subject.Length == 0 || await client.FindAsync(Resources.Pods, Namespace, Subject) is null)
                return;
            await System.Threading.Tasks.Task.Delay(Pause, TimeProvider.System);
        }
        throw new TimeoutException($"{Subject} has not gone.");
    }
}
