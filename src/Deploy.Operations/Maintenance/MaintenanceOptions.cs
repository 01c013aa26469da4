using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Maintenance.Refresh;

namespace Deploy.Operations.Maintenance;

/// <summary>How far the tasks reach and what they allow themselves.</summary>
public sealed record MaintenanceOptions
{
    /// <summary>The one namespace to look after; null: all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Namespace of the leases that keep two runs apart. Default <c>default</c>.</summary>
    public string LeaseNamespace { get; init; } = "default";

    /// <summary>
    /// The same for one namespace, or for all of them. A namespace keeps its own leases, so that whoever looks after it alone needs no
    /// rights elsewhere, and meets whoever runs a task there by hand.
    /// </summary>
    /// <param name="ns">The namespace; null: all.</param>
    public MaintenanceOptions For(string? ns) => this with { Namespace = ns, LeaseNamespace = ns ?? new MaintenanceOptions().LeaseNamespace };

    /// <summary>How long a lease holds unless it is renewed. Default 1 min.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Objects per list request. Range 1 to 5,000, default 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Steps under way at once. Range 1 to 64, default 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>The environment that packages are uploaded for and pruned in; empty: those without one.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Packages kept per module, beside those that something needs. Range 1 to 10,000, default 20.</summary>
    public int PackagesKept { get; init; } = 20;

    public UrlRefreshOptions Refresh { get; init; } = new();

    public RecycleOptions Recycle { get; init; } = new();

    public ArchiveOptions Archive { get; init; } = new();

    public StuckDeletionOptions Stuck { get; init; } = new();
}
