using System.Collections;
using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Packages;
using Deploy.Operations.Releases;
using Deploy.Operations.Roles;
using Deploy.Operations.Templates;

namespace Deploy.Module.Commands;

/// <summary>
/// Publishes a module from parameters, from a manifest or from a template, or the roles of an app. Everybody calls it Publish-Module; why
/// that is its alias is said where the module is imported.
/// </summary>
[Cmdlet(VerbsData.Publish, "DeployModule", SupportsShouldProcess = true, DefaultParameterSetName = "Parameters")]
[Alias("Publish-Module")]
[OutputType(typeof(Results.Release))]
public sealed class PublishModuleCommand : PackageCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Parameters", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Template", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Parameters", ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Template", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PackageCompleter))]
    public string Version { get; set; } = "";

    [Parameter(Position = 2, ParameterSetName = "Parameters", ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 2, ParameterSetName = "Template", ValueFromPipelineByPropertyName = true)]
    [Alias("PackageUrl", "Url")]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Image { get; set; }

    [Parameter(ParameterSetName = "Parameters", ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "Template", ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 10_000)]
    [WholeNumber]
    [NoCompletion]
    public int? Replicas { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    public ModuleKind Kind { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [Parameter(ParameterSetName = "Template")]
    [Alias("Env")]
    [NoCompletion]
    public IDictionary? Environment { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [ValidateRange(1, 65_535)]
    [WholeNumber]
    [NoCompletion]
    public int[] Port { get; set; } = [];

    [Parameter(ParameterSetName = "Parameters")]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] NamedPort { get; set; } = [];

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public string? Cpu { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public string? Memory { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public string? CpuLimit { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public string? MemoryLimit { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [ArgumentCompleter(typeof(HealthCheckCompleter))]
    public string? StartupCheck { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [ArgumentCompleter(typeof(HealthCheckCompleter))]
    public string? ReadinessCheck { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [ArgumentCompleter(typeof(HealthCheckCompleter))]
    public string? LivenessCheck { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [ValidateRange(1, 65_535)]
    [WholeNumber]
    [NoCompletion]
    public int? ServicePort { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [ValidateSet("ClusterIP", "NodePort", "LoadBalancer", "Headless")]
    public string ServiceType { get; set; } = "ClusterIP";

    [Parameter(ParameterSetName = "Parameters")]
    [ArgumentCompleter(typeof(BaseApplicationCompleter))]
    public string? Base { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [ArgumentCompleter(typeof(BaseApplicationCompleter))]
    public string? BaseVersion { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [ArgumentCompleter(typeof(BaseApplicationCompleter))]
    public string? BaseStack { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [ArgumentCompleter(typeof(BaseApplicationCompleter))]
    public string? BaseCluster { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public string? BaseEnvironment { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    public SwitchParameter Peer { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [Duration]
    [NoCompletion]
    public TimeSpan? TerminationGrace { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public IDictionary? Label { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public IDictionary? NodeSelector { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public string? NodeLabelPrefix { get; set; }

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public string[] Command { get; set; } = [];

    [Parameter(ParameterSetName = "Parameters")]
    [NoCompletion]
    public string[] Argument { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "Manifest")]
    [Alias("Manifest", "File")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = "Template")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string Template { get; set; } = "";

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        switch (ParameterSetName)
        {
            case "Manifest":
                await FromFileAsync(ct);
                break;
            case "Template":
                var template = await new ModuleTemplates(Cluster.Client, TimeProvider.System).GetAsync(Cluster.Namespace, Template, ct);
                var request = ModuleTemplates.Fill(template, Name, Version, (await ImageAsync(ct)).Image, Cluster.Namespace, Replicas, Options, Tables.Strings(Environment));
                await CarryOutAsync(await Releases.PlanPublishAsync(request, ct), ct);
                break;
            default:
                await CarryOutAsync(await Releases.PlanPublishAsync(ReleaseRequest.FromSpec(await SpecAsync(ct), Options), ct), ct);
                break;
        }
    }

    private async Task FromFileAsync(CancellationToken ct)
    {
        var path = await ResolvePathAsync(Path);
        if (Package is not null || FromStore)
            throw new DeployException(ModuleCodes.InvalidParameter, "A manifest names its images itself.", path, "Leave -Package and -FromStore out, or publish from parameters.");
        var (yaml, file) = (await ReadAsync(path, ct), System.IO.Path.GetFileName(path));
        if (AppReader.IsApp(yaml, file))
        {
            await CarryOutAsync(AppReader.Read(yaml, Namespace, Options, file, Cluster.Namespace), ct);
            return;
        }
        foreach (var request in ReleaseRequest.FromManifest(yaml, Cluster.Namespace, Options, file))
            await CarryOutAsync(await Releases.PlanPublishAsync(request, ct), ct);
    }

    // One question for the whole app; its roles then start in their order.
    private async Task CarryOutAsync(AppManifest app, CancellationToken ct)
    {
        var apps = new AppReleases(Cluster.Client, TimeProvider.System, Surroundings);
        var plan = await apps.PlanAsync(app, ct);
        foreach (var warning in plan.Plans.SelectMany(role => role.Warnings))
            await WarnAsync(warning);
        var roles = string.Join(", then ", plan.App.Roles.Select(role => role.Name));
        var change = new CommandChange($"publish {app.Version}: {roles}", Cluster.Describe("app", app.Service), [.. plan.Plans.SelectMany(Details)]);
        if (!await ConfirmAsync(change))
            return;
        using var progress = new ReleaseProgressBar(this, plan.Plans);
        foreach (var release in await apps.RunAsync(plan, progress, ct))
            await WriteAsync(release);
    }

    private static async Task<string> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(path, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeployException(ManifestCodes.Unreadable, $"The manifest {path} cannot be read: {e.Message}", path, inner: e);
        }
    }

    private async Task<ModuleSpec> SpecAsync(CancellationToken ct)
    {
        var (image, package) = await ImageAsync(ct);
        return Spec(image) with { PackageSha256 = package?.Sha256, UrlExpires = package?.UrlExpires };
    }

    private async Task<(string Image, DeliverablePackage? Package)> ImageAsync(CancellationToken ct)
    {
        var package = await PreparePackageAsync(Name, Version, Image, ct);
        return (package?.Image ?? Image ?? throw new DeployException(
            ModuleCodes.InvalidParameter, "Nothing says what to publish.", Name, "Give -Image, or -Package with a package file, or -FromStore."), package);
    }

    private ModuleSpec Spec(string image) => new()
    {
        Name = Name,
        Version = Version,
        Image = image,
        Namespace = Cluster.Namespace,
        Kind = Kind,
        Replicas = Replicas,
        Environment = Tables.Strings(Environment),
        Ports = Ports(),
        Resources = Resources(),
        StartupCheck = Check(StartupCheck),
        ReadinessCheck = Check(ReadinessCheck),
        LivenessCheck = Check(LivenessCheck),
        Base = BaseSelector(),
        Service = Service(),
        Peer = Peer,
        TerminationGrace = TerminationGrace,
        Labels = Tables.Strings(Label),
        NodeSelector = Tables.Strings(NodeSelector),
        NodeLabelPrefix = NodeLabelPrefix,
        Command = Command,
        Arguments = Argument,
    };

    // Callers use the Service's port; it leads to the module's first port where one is given.
    private ModuleService? Service() => ServicePort is not { } port
        ? null
        : new ModuleService { Port = port, TargetPort = Ports() is [var first, ..] ? first.Number : null, Type = ServiceType };

    private ModulePort[] Ports() => [.. Port.Select(number => new ModulePort(number)), .. NamedPort.Select(ModulePort.Parse)];

    private ModuleResources? Resources() => (Cpu ?? Memory ?? CpuLimit ?? MemoryLimit) is null
        ? null
        : new ModuleResources { Cpu = Cpu, Memory = Memory, CpuLimit = CpuLimit, MemoryLimit = MemoryLimit };

    private BaseSelector? BaseSelector() => (Base ?? BaseVersion ?? BaseStack ?? BaseCluster ?? BaseEnvironment) is null
        ? null
        : new BaseSelector { Name = Base, Version = BaseVersion, Stack = BaseStack, Cluster = BaseCluster, Environment = BaseEnvironment };

    private static HealthCheck? Check(string? text) => text is null ? null : HealthCheck.Parse(text);
}
