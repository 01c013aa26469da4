using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>Who holds a deletion up, what to do, and which repair would end it. Pure.</summary>
/// <param name="Why">Who holds it, one sentence.</param>
/// <param name="Suggestion">What to do.</param>
/// <param name="Repair">The repair that would end it; none when only its holder can.</param>
internal sealed record StuckExplanation(string Why, string Suggestion, StuckRepair Repair)
{
    /// <param name="stuck">What is stuck.</param>
    /// <param name="nodeReports">Whether the replica's node is there and reports.</param>
    /// <param name="archiverLast">When the archiver last ran; null: never.</param>
    public static StuckExplanation Of(StuckObject stuck, bool nodeReports, DateTimeOffset? archiverLast)
    {
        if (stuck.Finalizers.Contains(ModuleLabels.ArchiveFinalizer, StringComparer.Ordinal))
        {
            var ran = archiverLast is { } last ? $"last ran {last:u}" : "never ran";
            return new($"It waits to be archived (finalizer {ModuleLabels.ArchiveFinalizer}); the archiver {ran}.",
                "Run Invoke-ModuleMaintenance -Name ArchiveDiagnostics, or start the timers again.", StuckRepair.OwnFinalizer);
        }
        if (stuck.Finalizers.Count > 0)
            return OfForeign(stuck);
        if (stuck.Kind == "Pod" && stuck.Node.Length > 0)
        {
            return nodeReports
                ? new($"Node {stuck.Node} has not confirmed that its containers ended.", $"Look at the kubelet and the container runtime on {stuck.Node}.", StuckRepair.None)
                : new($"Node {stuck.Node} is gone or does not report, so nobody confirms its end.",
                    $"When {stuck.Node} is surely off, delete the node object, or force the deletion (Repair-Module).", StuckRepair.LostNode);
        }
        return new("Nothing is known to hold it.", "Look at the API server's and the controller manager's logs.", StuckRepair.None);
    }

    private static StuckExplanation OfForeign(StuckObject stuck)
    {
        var first = stuck.Finalizers[0];
        var (holder, suggestion) = first switch
        {
            "foregroundDeletion" => ("its dependents are not gone yet", "Look at what it owns; one of them is stuck itself."),
            "orphan" => ("the garbage collector has not released its dependents", "Look at the controller manager's log."),
            "kubernetes" => ("its content is not gone yet", "Delete what is left in it first: " + stuck.Remaining),
            "kubernetes.io/pvc-protection" or "kubernetes.io/pv-protection" => ("a volume is in use still", "End what uses the volume."),
            _ => ("another system's controller", $"Find out who owns '{first}' and whether it runs; do not take the finalizer off by hand before."),
        };
        return new($"The finalizer {string.Join(", ", stuck.Finalizers)} holds it: {holder}.", suggestion, StuckRepair.None);
    }
}
