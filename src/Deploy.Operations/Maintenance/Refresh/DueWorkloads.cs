using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>Finds the workloads whose package URLs are due, their histories included, page by page.</summary>
internal sealed class DueWorkloads(MaintenanceContext context, PackageStore packages)
{
    private const int WorkloadsPerCollection = 200;

    private static readonly ModuleKind[] Kinds = [ModuleKind.Deployment, ModuleKind.DaemonSet, ModuleKind.StatefulSet];

    private readonly HashSet<string> notedOwners = new(StringComparer.Ordinal);

    public int Examined { get; private set; }

    /// <summary>Signed URLs of other stores that expire soon: nobody renews them.</summary>
    public WarningList Foreign { get; } = new("workloads use a signed URL of another store that expires soon");

    public async Task<IReadOnlyList<DueWorkload>> FindAsync(DateTimeOffset now, DateTimeOffset dueBefore, CancellationToken ct)
    {
        var histories = await HistoriesAsync(dueBefore, ct);
        var due = new List<DueWorkload>();
        foreach (var kind in Kinds)
        {
            await foreach (var json in ListAsync(WorkloadResources.Of(kind), ct))
            {
                Examined++;
                var workload = new Workload(kind, json);
                var first = Earliest(Earliest(workload.Template, dueBefore), histories.GetValueOrDefault(workload.Uid));
                var noted = workload.Annotation(RefreshNote.Annotation).Length > 0 || notedOwners.Contains(workload.Uid);
                if (!workload.IsDeleting && (first is not null || noted))
                    due.Add(new(kind, workload.Namespace, workload.Name, first, Holder(workload, now)));
                NoteForeign(workload, dueBefore);
            }
        }
        return [.. due.OrderBy(d => d.ExpiresOn ?? DateTimeOffset.MinValue)];
    }

    /// <summary>Earliest due expiry in the ReplicaSets of each Deployment, by the Deployment's uid.</summary>
    private async Task<Dictionary<string, DateTimeOffset?>> HistoriesAsync(DateTimeOffset dueBefore, CancellationToken ct)
    {
        var byOwner = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        await foreach (var set in ListAsync(WorkloadResources.ReplicaSets, ct))
        {
            Examined++;
            if (Owners.Controller(set) is not { Kind: "Deployment" } owner)
                continue;
            if (DeploymentHistory.IsNoted(set))
                notedOwners.Add(owner.Uid);
            if (Earliest(DeploymentHistory.TemplateOf(set), dueBefore) is { } expiry)
                byOwner[owner.Uid] = Earliest(expiry, byOwner.GetValueOrDefault(owner.Uid));
        }
        return byOwner;
    }

    private IAsyncEnumerable<JsonObject> ListAsync(ResourceType<JsonObject> type, CancellationToken ct) =>
        context.Cluster.ListAsync(type, context.Options.Namespace, new ListOptions { PageSize = context.Options.PageSize }, ct).LetGoAsync(WorkloadsPerCollection, ct);

    private DateTimeOffset? Earliest(JsonNode template, DateTimeOffset dueBefore) =>
        PackageImage.In(template, packages.Recognise).Where(i => i.ExpiresOn < dueBefore).Select(i => (DateTimeOffset?)i.ExpiresOn).Min();

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private static string? Holder(Workload workload, DateTimeOffset now) => ReleaseLock.Of(workload) is { } held && held.Expires > now ? held.Holder : null;

    private void NoteForeign(Workload workload, DateTimeOffset dueBefore)
    {
        if (PackageImage.In(workload.Template, url => packages.Recognise(url) is null ? Elsewhere : null).FirstOrDefault(i => i.ExpiresOn < dueBefore) is { } image)
            Foreign.Add($"{workload.Kind} {workload.Namespace}/{workload.Name} uses a signed URL of another store that expires {image.ExpiresOn:u}; renew it there.");
    }

    private static readonly PackageAddress Elsewhere = new("elsewhere", "0", "package");
}
