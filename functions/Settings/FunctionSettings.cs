using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Maintenance.Recycling;

namespace Deploy.Functions.Settings;

/// <summary>
/// The handler's settings, from environment variables. Its text shows none of the secrets.
/// </summary>
internal sealed record FunctionSettings
{
    /// <summary><c>DEPLOY_STORE</c>: connection string, or https endpoint for a managed identity; null: no store.</summary>
    public string? Store { get; init; }

    /// <summary><c>DEPLOY_KUBECONFIG</c>: files, separated as in PATH; null: KUBECONFIG, then the default, then in-cluster.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary><c>DEPLOY_CONTEXTS</c>: contexts, separated by commas; empty: the current one.</summary>
    public IReadOnlyList<string> Contexts { get; init; } = [];

    /// <summary><c>DEPLOY_STOP_SECONDS</c>: how long a sweep under way gets to stop. Range 1 to 600, default 30.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The rest, by task.</summary>
    public MaintenanceOptions Maintenance { get; init; } = new();

    /// <exception cref="InvalidOperationException">A value is out of its range; the message names the variable.</exception>
    public static FunctionSettings Read(IConfiguration from) => new()
    {
        Store = Text(from, "DEPLOY_STORE"),
        Kubeconfig = Text(from, "DEPLOY_KUBECONFIG"),
        Contexts = (from["DEPLOY_CONTEXTS"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        StopWithin = TimeSpan.FromSeconds(Number(from, "DEPLOY_STOP_SECONDS", 30, 1, 600)),
        Maintenance = new()
        {
            Namespace = Text(from, "DEPLOY_NAMESPACE"),
            Environment = from["DEPLOY_ENVIRONMENT"] ?? "",
            PackagesKept = (int)Number(from, "DEPLOY_PACKAGES_KEPT", 20, 1, 10_000),
            Refresh = new()
            {
                Window = TimeSpan.FromDays(Number(from, "DEPLOY_URL_WINDOW_DAYS", 30, 1, 89)),
                Lifetime = TimeSpan.FromDays(Number(from, "DEPLOY_URL_LIFETIME_DAYS", 90, 1, 90)),
            },
            Recycle = Recycle(from),
            Archive = new ArchiveOptions { RetentionDays = (int)Number(from, "DEPLOY_ARCHIVE_DAYS", 30, 1, 3650) },
            Stuck = new StuckDeletionOptions
            {
                After = TimeSpan.FromMinutes(Number(from, "DEPLOY_STUCK_MINUTES", 15, 1, 1440)),
                Webhook = Text(from, "DEPLOY_ALERT_WEBHOOK") is { } url ? Url(url) : null,
                Repair = Text(from, "DEPLOY_FORCE_LOST_NODES") == "true" ? StuckRepair.OwnFinalizer | StuckRepair.LostNode : StuckRepair.OwnFinalizer,
            },
        },
    };

    public override string ToString() => $"{Contexts.Count} contexts, {(Store is null ? "no store" : "a store")}";

    private static RecycleOptions Recycle(IConfiguration from) => new()
    {
        MaxAge = TimeSpan.FromHours(Number(from, "DEPLOY_MAX_AGE_HOURS", 23, 0.01, 24)),
        Grace = TimeSpan.FromSeconds(Number(from, "DEPLOY_GRACE_SECONDS", 30, 0, 3600)),
        Percent = (int)Number(from, "DEPLOY_RECYCLE_PERCENT", 10, 1, 100),
        UnresponsiveLimit = Text(from, "DEPLOY_UNRESPONSIVE_MINUTES") is null ? null : TimeSpan.FromMinutes(Number(from, "DEPLOY_UNRESPONSIVE_MINUTES", 0, 0.1, 1440)),
    };

    private static string? Text(IConfiguration from, string name) => from[name] is { Length: > 0 } text ? text : null;

    private static Uri Url(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        ? url
        : throw new InvalidOperationException("DEPLOY_ALERT_WEBHOOK is not an http or https URL.");

    private static double Number(IConfiguration from, string name, double otherwise, double least, double most)
    {
        if (Text(from, name) is not { } text)
            return otherwise;
        return double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InvalidOperationException($"{name} must be a number from {least} to {most}, not '{text}'.");
    }
}
