using System.Globalization;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance;

/// <summary>
/// What maintenance by timer is set to: environment variables, as a container has them and a function app makes of its
/// application settings. Its text shows none of the secrets.
/// </summary>
public sealed record MaintenanceSettings
{
    private const string Prefix = "DEPLOY_";

    // Means something to the other parts of the product and nothing here.
    private const string Home = "DEPLOY_HOME";

    /// <summary><c>DEPLOY_STORE</c>: connection string, or https endpoint for a managed identity; null: no store.</summary>
    public string? Store { get; init; }

    /// <summary><c>DEPLOY_KUBECONFIG</c>: files, separated as in PATH; null: KUBECONFIG, then the default, then in-cluster.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary><c>DEPLOY_CONTEXTS</c>: contexts, separated by commas; empty: the current one.</summary>
    public IReadOnlyList<string> Contexts { get; init; } = [];

    /// <summary>
    /// <c>DEPLOY_STOP_SECONDS</c>: how long runs under way get to end and to give their leases back. Range 1 to 4, which is the
    /// default: the Functions host ends its worker five seconds after it has told it to stop.
    /// </summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary><c>DEPLOY_NAMESPACE</c>: the namespaces to look after, separated by commas; empty: all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The rest, by task.</summary>
    public MaintenanceOptions Options { get; init; } = new();

    /// <summary>The options for each namespace, or one for all of them.</summary>
    public IReadOnlyList<MaintenanceOptions> Targets() => Namespaces.Count == 0 ? [Options.For(null)] : [.. Namespaces.Select(Options.For)];

    /// <summary>Variables that are named as ours and mean nothing: misspelt, most likely.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Reads the variables; those of others may be among them.</summary>
    /// <exception cref="DeployException"><c>Deploy.InvalidSetting</c>: values that cannot be right; the message names every one.</exception>
    public static MaintenanceSettings Read(IEnumerable<KeyValuePair<string, string?>> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var from = new Variables(variables.Where(each => each.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)));
        var settings = new MaintenanceSettings
        {
            Store = from.Text("DEPLOY_STORE"),
            Kubeconfig = from.Text("DEPLOY_KUBECONFIG"),
            Contexts = from.Names("DEPLOY_CONTEXTS"),
            StopWithin = TimeSpan.FromSeconds(from.Number("DEPLOY_STOP_SECONDS", 4, 1, 4)),
            Namespaces = from.Namespaces("DEPLOY_NAMESPACE"),
            Options = new()
            {
                Environment = from.Text("DEPLOY_ENVIRONMENT") ?? "",
                PackagesKept = from.Count("DEPLOY_PACKAGES_KEPT", 20, 1, 10_000),
                Refresh = new UrlRefreshOptions
                {
                    Window = TimeSpan.FromDays(from.Number("DEPLOY_URL_WINDOW_DAYS", 30, 1, 89)),
                    Lifetime = TimeSpan.FromDays(from.Number("DEPLOY_URL_LIFETIME_DAYS", 90, 1, 90)),
                },
                Recycle = new RecycleOptions
                {
                    MaxAge = TimeSpan.FromHours(from.Number("DEPLOY_MAX_AGE_HOURS", 23, 0.01, 24)),
                    Grace = TimeSpan.FromSeconds(from.Number("DEPLOY_GRACE_SECONDS", 30, 0, 3600)),
                    Percent = from.Count("DEPLOY_RECYCLE_PERCENT", 10, 1, 100),
                    TotalPercent = from.Count("DEPLOY_RECYCLE_TOTAL", 5, 1, 100),
                    UnresponsiveLimit = from.Text("DEPLOY_UNRESPONSIVE_MINUTES") is null ? null : TimeSpan.FromMinutes(from.Number("DEPLOY_UNRESPONSIVE_MINUTES", 0, 0.1, 1440)),
                },
                Archive = new ArchiveOptions { RetentionDays = from.Count("DEPLOY_ARCHIVE_DAYS", 30, 1, 3650) },
                Stuck = new StuckDeletionOptions
                {
                    After = TimeSpan.FromMinutes(from.Number("DEPLOY_STUCK_MINUTES", 15, 1, 1440)),
                    Webhook = from.Url("DEPLOY_ALERT_WEBHOOK"),
                    Repair = from.Flag("DEPLOY_FORCE_LOST_NODES") ? StuckRepair.OwnFinalizer | StuckRepair.LostNode : StuckRepair.OwnFinalizer,
                },
            },
        };
        from.Refuse();
        return settings with { Unknown = from.Unread };
    }

    /// <summary>The variables that <see cref="Read"/> makes the same settings of; only what is not as by default.</summary>
    public IReadOnlyDictionary<string, string> ToVariables()
    {
        var (mine, plain) = (Texts(this), Texts(new()));
        return new SortedDictionary<string, string>(mine.Where(each => each.Value is not null && each.Value != plain[each.Key]).ToDictionary(each => each.Key, each => each.Value!), StringComparer.Ordinal);
    }

    private static Dictionary<string, string?> Texts(MaintenanceSettings settings)
    {
        var (refresh, recycle, stuck) = (settings.Options.Refresh, settings.Options.Recycle, settings.Options.Stuck);
        return new(StringComparer.Ordinal)
        {
            ["DEPLOY_STORE"] = settings.Store,
            ["DEPLOY_KUBECONFIG"] = settings.Kubeconfig,
            ["DEPLOY_CONTEXTS"] = string.Join(',', settings.Contexts),
            ["DEPLOY_STOP_SECONDS"] = Text(settings.StopWithin.TotalSeconds),
            ["DEPLOY_NAMESPACE"] = string.Join(',', settings.Namespaces),
            ["DEPLOY_ENVIRONMENT"] = settings.Options.Environment,
            ["DEPLOY_PACKAGES_KEPT"] = Text(settings.Options.PackagesKept),
            ["DEPLOY_URL_WINDOW_DAYS"] = Text(refresh.Window.TotalDays),
            ["DEPLOY_URL_LIFETIME_DAYS"] = Text(refresh.Lifetime.TotalDays),
            ["DEPLOY_MAX_AGE_HOURS"] = Text(recycle.MaxAge.TotalHours),
            ["DEPLOY_GRACE_SECONDS"] = Text(recycle.Grace.TotalSeconds),
            ["DEPLOY_RECYCLE_PERCENT"] = Text(recycle.Percent),
            ["DEPLOY_RECYCLE_TOTAL"] = Text(recycle.TotalPercent),
            ["DEPLOY_UNRESPONSIVE_MINUTES"] = recycle.UnresponsiveLimit is { } limit ? Text(limit.TotalMinutes) : null,
            ["DEPLOY_ARCHIVE_DAYS"] = Text(settings.Options.Archive.RetentionDays),
            ["DEPLOY_STUCK_MINUTES"] = Text(stuck.After.TotalMinutes),
            ["DEPLOY_ALERT_WEBHOOK"] = stuck.Webhook?.AbsoluteUri,
            ["DEPLOY_FORCE_LOST_NODES"] = stuck.Repair.HasFlag(StuckRepair.LostNode) ? "true" : "false",
        };
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    public override string ToString() => $"{Contexts.Count} contexts, {(Store is null ? "no store" : "a store")}";

    /// <summary>Reads values one by one, and keeps what is wrong with them until all were read.</summary>
    private sealed class Variables(IEnumerable<KeyValuePair<string, string?>> all)
    {
        private readonly Dictionary<string, string?> values = new(all, StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> read = new(StringComparer.OrdinalIgnoreCase) { Home };
        private readonly List<string> faults = [];

        public IReadOnlyList<string> Unread => [.. values.Keys.Where(name => !read.Contains(name)).Order(StringComparer.Ordinal)];

        public void Refuse()
        {
            if (faults.Count > 0)
                throw new DeployException(DeployCodes.InvalidSetting, string.Join(" ", faults));
        }

        public string? Text(string name)
        {
            read.Add(name);
            return values.GetValueOrDefault(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
        }

        public string[] Names(string name)
        {
            var names = (Text(name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            foreach (var twice in names.CountBy(each => each).Where(each => each.Value > 1))
                faults.Add($"{name} names '{twice.Key}' more than once.");
            return names;
        }

        public string[] Namespaces(string name)
        {
            var names = Names(name);
            foreach (var wrong in names.Where(each => !NameShape.IsDnsLabel(each)))
                Wrong<string>(name, "names of namespaces, separated by commas", wrong);
            return names;
        }

        // Whole and fractional numbers with a point; a comma would be taken for thousands by one reader and for a fraction by another.
        public double Number(string name, double otherwise, double least, double most) => Text(name) is not { } text ? otherwise
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : Wrong<double>(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), text);

        public int Count(string name, int otherwise, int least, int most) => Text(name) is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : Wrong<int>(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), text);

        public bool Flag(string name) => Text(name) is { } text && (bool.TryParse(text, out var flag) ? flag : Wrong<bool>(name, "true or false", text));

        // A webhook's address may hold a secret: it is not repeated.
        public Uri? Url(string name) => Text(name) is not { } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
            : Wrong<Uri>(name, "an http or https URL", null);

        private T? Wrong<T>(string name, string wanted, string? text)
        {
            faults.Add($"{name} must be {wanted}{(text is null ? "" : $", not '{text}'")}.");
            return default;
        }
    }
}
