using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Installation;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Peers;

namespace Deploy.Operations.Maintenance;

/// <summary>Maintenance to be installed on a cluster: one pod that runs the tasks by their schedules, with the rights that these need.</summary>
public sealed record MaintenanceInstallation
{
    /// <summary>What its objects, and its namespace, are called where nothing else is said.</summary>
    public const string Program = "module-maintenance";

    /// <summary>The key of a secret that names the store, where nothing else is said; also the variable.</summary>
    public const string StoreVariable = "DEPLOY_STORE";

    /// <summary>The key of the same secret that names the webhook of alerts, where there is one; also the variable.</summary>
    public const string WebhookVariable = "DEPLOY_ALERT_WEBHOOK";

    /// <summary>The namespace it lives in; made where it is missing. Default <c>module-maintenance</c>.</summary>
    public string Namespace { get; init; } = Program;

    /// <summary>The name of its objects. Default <c>module-maintenance</c>.</summary>
    public string Name { get; init; } = Program;

    /// <summary>The image: PowerShell with the module in it, as the Dockerfile's target <c>module</c> makes it.</summary>
    public required string Image { get; init; }

    /// <summary>The namespaces that are looked after; empty: all, with rights for the whole cluster.</summary>
    public IReadOnlyList<string> ModuleNamespaces { get; init; } = [];

    /// <summary>Whether nodes may be read where only some namespaces are looked after: peers need it, and it is a right for the whole cluster.</summary>
    public bool ReadNodes { get; init; }

    /// <summary>The tasks; null: all that can be done with its rights and its store.</summary>
    public IReadOnlyList<string>? Tasks { get; init; }

    /// <summary>A secret in <see cref="Namespace"/> that holds the store's setting; null: none is needed.</summary>
    public string? StoreSecret { get; init; }

    /// <summary>The key of the store's setting in the secret. Default <c>DEPLOY_STORE</c>.</summary>
    public string StoreSecretKey { get; init; } = StoreVariable;

    /// <summary>Limits and windows, and the store's endpoint where it is no secret.</summary>
    public MaintenanceSettings Settings { get; init; } = new();

    public InstallationKit Kit => new(Program, Namespace, Name);

    /// <summary>Its objects, in the order in which they are made.</summary>
    public IReadOnlyList<ClusterObject> Objects() => [.. Kit.Place(), .. Rights(), Kit.Deployment(1, Container(), oneAtATime: true)];

    /// <summary>Takes the archiver's hold off all replicas that an installation looked after: without it their deletion would wait for ever.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="installed">Its objects, or what is left of them: its rights tell where it worked.</param>
    /// <param name="cancellationToken">Stops between two replicas.</param>
    /// <returns>How many replicas were held.</returns>
    /// <exception cref="DeployException"><c>Deploy.TimedOut</c>: some are held still.</exception>
    public static async Task<int> ReleaseHoldsAsync(KubernetesClient client, IReadOnlyList<ClusterObject> installed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(installed);
        var everywhere = installed.Any(item => item.Type.Kind == "ClusterRole" && item.Body["rules"]!.AsArray().Any(rule => rule!["resources"]!.AsArray().Any(resource => resource!.GetValue<string>() == "pods")));
        var released = 0;
        foreach (var ns in everywhere ? [null] : installed.Where(item => item.Type.Kind == "Role").Select(item => item.Namespace))
            released += await new ArchiveHold(new MaintenanceContext(client, options: new() { Namespace = ns })).ReleaseAsync(cancellationToken);
        return released;
    }

    private IEnumerable<ClusterObject> Rights()
    {
        if (ModuleNamespaces.Count == 0)
        {
            var tasks = Chosen ?? MaintenanceTasks.Names;
            return [.. Kit.Rights(null, MaintenanceRights.ForCluster(tasks)), .. Kit.Rights(new MaintenanceOptions().LeaseNamespace, MaintenanceRights.ForLeases(tasks))];
        }
        var some = Chosen ?? [.. MaintenanceTasks.Names.Where(task => task != PrunePackages.TaskName && (ReadNodes || task != AlignPeers.TaskName))];
        return
        [
            .. ModuleNamespaces.SelectMany(ns => Kit.Rights(ns, [.. MaintenanceRights.ForNamespace(some), .. MaintenanceRights.ForLeases(some)])),
            .. ReadNodes ? Kit.Rights(null, MaintenanceRights.ForNodes()) : [],
        ];
    }

    private JsonObject Container() => new()
    {
        ["name"] = "maintenance",
        ["image"] = Image,
        ["args"] = new JsonArray("-NonInteractive", "-Command", Command()),
        ["env"] = new JsonArray([.. Variables()]),
        ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "256Mi" }, ["limits"] = new JsonObject { ["memory"] = "1Gi" } },
    };

    private string Command() => "Start-ModuleMaintenance"
        + (ModuleNamespaces.Count == 0 ? " -AllNamespaces" : "")
        + (Chosen is null ? "" : $" -Task {string.Join(", ", Chosen)}");

    // By their own names: what is named goes into a command.
    private IReadOnlyList<string>? Chosen => Tasks is null ? null
        : [.. Tasks.Select(task => MaintenanceTasks.Names.FirstOrDefault(name => name.Equals(task, StringComparison.OrdinalIgnoreCase))
            ?? throw new DeployException(DeployCodes.InvalidParameter, $"There is no maintenance task '{task}'.", task, $"Take one of {string.Join(", ", MaintenanceTasks.Names)}.")).Distinct(StringComparer.Ordinal)];

    private IEnumerable<JsonNode> Variables()
    {
        foreach (var (name, value) in (Settings with { Namespaces = ModuleNamespaces }).ToVariables())
            yield return new JsonObject { ["name"] = name, ["value"] = value };
        if (StoreSecret is null)
            yield break;
        yield return FromSecret(StoreVariable, StoreSecretKey, optional: false);
        // A webhook's address is often a secret too: it may lie beside the store's.
        if (Settings.Options.Stuck.Webhook is null)
            yield return FromSecret(WebhookVariable, WebhookVariable, optional: true);
    }

    private JsonObject FromSecret(string variable, string key, bool optional)
    {
        var reference = new JsonObject { ["name"] = StoreSecret, ["key"] = key };
        if (optional)
            reference["optional"] = true;
        return new JsonObject { ["name"] = variable, ["valueFrom"] = new JsonObject { ["secretKeyRef"] = reference } };
    }
}
