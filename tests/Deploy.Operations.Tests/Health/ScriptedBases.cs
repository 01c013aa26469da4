using System.Collections.Concurrent;
using Deploy.Operations.Errors;
using Deploy.Operations.Health;

namespace Deploy.Operations.Tests.Health;

/// <summary>Bases that say what a test tells them to, by address; one that was told nothing never answers.</summary>
internal sealed class ScriptedBases : IBaseSource
{
    private readonly ConcurrentDictionary<string, string> _states = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>How often any base was asked.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>From now on biz1:1.0.0 is in that state on the base; GONE stands for a base without it, REFUSED for one that cannot be reached.</summary>
    public void Say(string ip, string state) => _states[ip] = state;

    public async Task<IReadOnlyList<InstalledModule>> AskAsync(Uri arklet, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        if (!_states.TryGetValue(arklet.Host, out var state))
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return state switch
        {
            "REFUSED" => throw new DeployException(ArkletCodes.NetworkError, "refused", arklet.Host),
            "GONE" => [],
            _ => [new InstalledModule { Name = "biz1", Version = "1.0.0", State = state!, Since = new DateTimeOffset(2026, 11, 21, 11, 58, 0, TimeSpan.Zero) }],
        };
    }
}
