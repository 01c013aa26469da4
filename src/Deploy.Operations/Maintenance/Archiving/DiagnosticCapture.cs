using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Diagnostics;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>Reads all that is known of a replica at its end, as JSON without secrets.</summary>
internal static class DiagnosticCapture
{
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(MaintenanceContext context, Pod pod, CancellationToken ct)
    {
        // Of one replica only what is its own: its surroundings would be read in full for each that went.
        var options = new DiagnosticOptions { LogLines = Math.Clamp(context.Options.Archive.LogLines, 0, 10_000), Surroundings = false, Node = await context.MayReadNodesAsync(ct) };
        var diagnostic = await new DiagnosticReader(context.Cluster, context.Time).ReadLastAsync(pod, options, ct);
        return JsonSerializer.SerializeToUtf8Bytes(diagnostic, DiagnosticJson.Default.ReplicaDiagnostic);
    }
}
