using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Deploy.Kubernetes;

/// <summary>Credentials from a plugin, kept until they expire or are refused.</summary>
#pragma warning disable CA1001 // Shared for the life of the process; the gate's wait handle is never made.
internal sealed class ExecCredential : Credential
{
    /// <summary>So much before its end a credential is no longer used.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    // Every command of a session makes its own connection; the plugin, which may ask for a password, is to run once. One set per clock.
    private static readonly ConditionalWeakTable<TimeProvider, ConcurrentDictionary<string, ExecCredential>> Shared = [];

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ExecPlugin _plugin;
    private readonly KubeConfigEnvironment _environment;
    private ExecResult? _result;

    private ExecCredential(ExecPlugin plugin, KubeConfigEnvironment environment) => (_plugin, _environment) = (plugin, environment);

    internal static ExecCredential For(ExecPlugin plugin, KubeConfigEnvironment environment) =>
        Shared.GetValue(environment.TimeProvider, _ => new(StringComparer.Ordinal))
            .GetOrAdd($"{environment.Interactive}\0{plugin.Identity}", _ => new ExecCredential(plugin, environment));

    public override async ValueTask<Proof> GetProofAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } proof)
            return proof;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return Fresh() ?? await RunAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public override async ValueTask<bool> RefreshAsync(Proof refused, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Another request may have refreshed it meanwhile.
            if (ReferenceEquals(_result?.Proof, refused))
                await RunAsync(cancellationToken);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    private Proof? Fresh() =>
        _result is { } result && (result.Expires is null || _environment.TimeProvider.GetUtcNow() < result.Expires - Margin) ? result.Proof : null;

    private async Task<Proof> RunAsync(CancellationToken cancellationToken)
    {
        var output = await ExecProcess.RunAsync(_plugin, _environment, cancellationToken);
        _result = ExecResult.Parse(output, _plugin);
        return _result.Proof;
    }
}
