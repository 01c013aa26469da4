using System.Text.Json;

namespace Deploy.Benchmarks.Measuring;

/// <summary>Counts the requests in an API server's audit log by the program that sent them; a watch counts as one.</summary>
internal sealed class ServerRequests(string log)
{
    private static readonly TimeSpan Flush = TimeSpan.FromMilliseconds(300);
    private long _read;

    /// <summary>Leaves out what was asked so far.</summary>
    public async Task SkipAsync(CancellationToken ct)
    {
        await Task.Delay(Flush, TimeProvider.System, ct);
        _read = new FileInfo(log).Length;
    }

    /// <summary>The requests since then, by the beginning of the user agent.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(IReadOnlyList<string> agents, CancellationToken ct)
    {
        await Task.Delay(Flush, TimeProvider.System, ct);
        var seen = agents.ToDictionary(agent => agent, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        await using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        using var reader = new StreamReader(file);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            using var entry = JsonDocument.Parse(line);
            var agent = entry.RootElement.TryGetProperty("userAgent", out var named) ? named.GetString() ?? "" : "";
            if (agents.FirstOrDefault(each => agent.StartsWith(each, StringComparison.Ordinal)) is { } known && seen[known].Add(entry.RootElement.GetProperty("auditID").GetString()!)
                && Environment.GetEnvironmentVariable("DEPLOY_BENCHMARK_REQUESTS") is { Length: > 0 })
                Console.WriteLine($"{entry.RootElement.GetProperty("requestReceivedTimestamp").GetString()} {known}: {entry.RootElement.GetProperty("verb").GetString()} {entry.RootElement.GetProperty("requestURI").GetString()}");
        }
        return seen.ToDictionary(entry => entry.Key, entry => entry.Value.Count, StringComparer.Ordinal);
    }
}
