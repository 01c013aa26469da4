using System.Management.Automation;
using Deploy.Module.Completion;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Storage.Connections;

namespace Deploy.Module.Commands;

/// <summary>Installs the housekeeping on a cluster, with the rights that its tasks need and no others.</summary>
[Cmdlet(VerbsLifecycle.Install, "ModuleMaintenance", SupportsShouldProcess = true)]
[OutputType(typeof(Results.InstalledObject), typeof(string))]
public sealed class InstallModuleMaintenanceCommand : MaintenanceCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidatePattern(ProgramInstallation.NamePattern)]
    [NoCompletion]
    public string Name { get; set; } = MaintenanceInstallation.Program;

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Image { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? ModuleNamespace { get; set; }

    [Parameter]
    [Alias("A")]
    public SwitchParameter AllNamespaces { get; set; }

    [Parameter]
    public SwitchParameter ReadNodes { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MaintenanceTaskCompleter))]
    public string[]? Task { get; set; }

    [Parameter]
    [ValidatePattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$")]
    [NoCompletion]
    public string? StoreSecret { get; set; }

    [Parameter]
    [ValidatePattern("^[-._a-zA-Z0-9]+$")]
    [NoCompletion]
    public string StoreSecretKey { get; set; } = MaintenanceInstallation.StoreVariable;

    [Parameter]
    public SwitchParameter AsManifest { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        if (AllNamespaces == ModuleNamespace is not null)
            throw new DeployException(DeployCodes.InvalidParameter, "Say which namespaces are looked after.", Name, "Give -ModuleNamespace with their names, or -AllNamespaces, which gives the account rights in the whole cluster.");
        if (StoreSecret is null && MyInvocation.BoundParameters.ContainsKey(nameof(StoreSecretKey)))
            throw new DeployException(DeployCodes.InvalidParameter, "-StoreSecretKey is a key of the secret that -StoreSecret names, and none is named.", Name, "Give -StoreSecret too, or leave -StoreSecretKey out.");
        if (AlertWebhook is not null)
            await WarnAsync($"The address of the alert webhook will stand in the Deployment for everybody to read. If it holds a secret, give -StoreSecret a secret that has it under {MaintenanceInstallation.WebhookVariable}, instead of -AlertWebhook.");
        var wanted = new MaintenanceInstallation
        {
            Namespace = Namespace ?? MaintenanceInstallation.Program,
            Name = Name,
            Image = Image!,
            ModuleNamespaces = ModuleNamespace ?? [],
            ReadNodes = ReadNodes,
            Tasks = Task,
            StoreSecret = StoreSecret,
            StoreSecretKey = StoreSecretKey,
            Settings = Checked(new MaintenanceSettings { Store = Endpoint(), Options = Over(new()) }),
        };
        if (Store is null && StoreSecret is null && (Task ?? [.. MaintenanceTasks.Names]).Where(MaintenanceRights.OfStore.Contains).ToList() is { Count: > 0 } without)
            await WarnAsync($"No store is named (-StoreSecret, or -Store with an endpoint): {string.Join(", ", without)} will be left out.");
        await new ProgramInstallation(this, () => Cluster, wanted.Kit).InstallAsync(Image!, wanted.Objects(), AsManifest, PassThru, ct);
    }

    // A connection string in a manifest would be a key that everybody reads.
    private string? Endpoint()
    {
        if (Store is null)
            return null;
        if (StoreConnection.Parse(Store).Endpoint is null)
            throw new DeployException(DeployCodes.InvalidParameter, "-Store is not an endpoint: a connection string holds a key.", Name, $"Put it into a secret in the namespace that the maintenance lives in, under the key {StoreSecretKey}, and give -StoreSecret.");
        return StoreSecret is null ? Store : throw new DeployException(DeployCodes.InvalidParameter, "Both -Store and -StoreSecret name the store.", Name, "Give one of them.");
    }

    // What the pod would refuse at its start is refused here.
    private static MaintenanceSettings Checked(MaintenanceSettings settings)
    {
        MaintenanceSettings.Read(settings.ToVariables().Select(each => KeyValuePair.Create(each.Key, (string?)each.Value)));
        return settings;
    }
}
