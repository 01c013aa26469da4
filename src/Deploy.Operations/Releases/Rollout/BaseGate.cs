using Deploy.Operations.Errors;
using Deploy.Operations.Health;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Asks the bases that the new replicas are on whether they are UP.</summary>
internal sealed class BaseGate(ModuleBases bases, HealthClient health, int? port)
{
    internal async Task<GateResult> AskAsync(IReadOnlyList<string> nodes, CancellationToken cancellationToken)
    {
        var found = await bases.AskAsync(nodes.ToHashSet(StringComparer.Ordinal), cancellationToken);
        if (found.Count == 0)
            return GateResult.Fail("none of the new replicas is on a base, so no base can be asked for its health");
        foreach (var host in found)
        {
            if (await OneAsync(host, cancellationToken) is { Passed: false } refused)
                return refused;
        }
        return GateResult.Pass;
    }

    private async Task<GateResult> OneAsync(ModuleBase host, CancellationToken cancellationToken)
    {
        if ((host.Reachable ?? host.Arklet) is not { } address)
            return GateResult.Fail($"base {host} has no address: {host.Note}");
        try
        {
            var verdict = await health.ReadHealthAsync(port is { } given ? new UriBuilder(address) { Port = given }.Uri : address, cancellationToken: cancellationToken);
            return verdict.Status == HealthStatus.Up ? GateResult.Pass
                : GateResult.Fail($"base {host} is {verdict.Status.ToString().ToUpperInvariant()}{(verdict.DecidedBy.Length > 0 ? $": {verdict.DecidedBy}" : "")}");
        }
        catch (DeployException failure)
        {
            return GateResult.Fail($"base {host}: {failure.Message}");
        }
    }
}
