using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Running;

/// <summary>
/// Takes a module out of traffic before its replicas go: its Services are held on a set that does not exist, in the way in
/// which a safe upgrade holds them, so that a repair knows how to let them go.
/// </summary>
internal sealed class RemovalTraffic(KubernetesClient client, TimeProvider time)
{
    /// <summary>What the Services of a module that is being removed are held on.</summary>
    internal const string Nobody = "unpublished";

    /// <summary>Returns when no request is sent to the replicas any more, or after 5 s: the deletion is graceful in any case.</summary>
    /// <param name="live">The module's workload; a note on it says first what is about to be done.</param>
    /// <param name="services">The Services that went along with it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task StopAsync(Workload live, IReadOnlyList<JsonObject> services, CancellationToken cancellationToken)
    {
        var sending = services.Where(service => service.TextsAt("spec", "selector").Count > 0).ToList();
        if (sending.Count == 0)
            return;
        await NoteAsync(live, time.GetUtcNow() + ReleaseLock.Life, cancellationToken);
        foreach (var service in sending)
            await WriteAsync(service, Nobody, live.Name, cancellationToken);
        await new ServiceAddresses(client, time).LeaveAsync(services, leaves: _ => true, cancellationToken);
    }

    /// <summary>Gives the Services back that a removal held, and takes its note off.</summary>
    internal async Task ResumeAsync(Workload live, CancellationToken cancellationToken)
    {
        var services = await client.ListAllAsync(WorkloadResources.Services, live.Namespace, null, cancellationToken);
        foreach (var service in services.Items.Where(service => service.TextAt("spec", "selector", RevisionSet.ReplicaSetHash) == Nobody && service.TextAt("metadata", "annotations", ModuleLabels.Pinned) == live.Name))
            await WriteAsync(service, null, null, cancellationToken);
        await NoteAsync(live, null, cancellationToken);
    }

    /// <summary>Until when the removal that took a module out of traffic may be under way; null where none has.</summary>
    internal static DateTimeOffset? NoteOf(Workload workload) =>
        DateTimeOffset.TryParse(workload.Annotation(ModuleLabels.OutOfTraffic), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) ? until : null;

    // Of this very object: one that was published anew meanwhile is not meant.
    private async Task NoteAsync(Workload live, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = live.Uid, ["annotations"] = new JsonObject { [ModuleLabels.OutOfTraffic] = until is { } moment ? ReleaseNote.Moment(moment) : null } },
        };
        await ObjectWrite.PatchOf(WorkloadResources.Of(live.Kind), live.Namespace, live.Name, null, patch).RunAsync(client, dryRun: false, cancellationToken);
    }

    // Without the version that was read: whoever else writes the Service writes other fields.
    private async Task WriteAsync(JsonObject service, string? hash, string? workload, CancellationToken cancellationToken)
    {
        var write = TrafficPins.Write(service, hash, workload);
        write.Body!.Child("metadata").Remove("resourceVersion");
        try
        {
            await write.RunAsync(client, dryRun: false, cancellationToken);
        }
        catch (KubernetesException failure) when (failure.IsNotFound)
        {
            // A removal that was begun before has taken it away.
        }
    }
}
