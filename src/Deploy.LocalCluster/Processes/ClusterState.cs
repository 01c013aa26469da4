using System.Text.Json;

namespace Deploy.LocalCluster.Processes;

/// <summary>What the cluster's process writes of itself for those that look for it.</summary>
internal sealed record ClusterState
{
    /// <summary>Given by the starter; tells this run from every other.</summary>
    public required string Instance { get; init; }

    public required int ProcessId { get; init; }

    /// <summary>See <see cref="ProcessMark"/>.</summary>
    public required string ProcessMark { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public int Nodes { get; init; }

    public int Bases { get; init; }

    /// <summary>The API's address with its secret path; null while it starts.</summary>
    public Uri? Server { get; init; }

    /// <summary>The address at which the process says who it is and can be told to stop; null while it starts.</summary>
    public Uri? Control { get; init; }

    /// <summary>Connection string of its blob store, a secret; null while it starts.</summary>
    public string? BlobStore { get; init; }

    /// <summary>The state in a home, or null when there is none, or none that can be read.</summary>
    public static async Task<ClusterState?> ReadAsync(ClusterHome home, CancellationToken ct)
    {
        try
        {
            return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(home.State, ct), ClusterStateJson.Default.ClusterState);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public Task WriteAsync(ClusterHome home, CancellationToken ct) =>
        ClusterHome.WriteAsync(home.State, JsonSerializer.SerializeToUtf8Bytes(this, ClusterStateJson.Default.ClusterState), ct);

    /// <summary>Whether the process that has written it is still there.</summary>
    public bool IsAlive => Processes.ProcessMark.Of(ProcessId) == ProcessMark;
}
