using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Templates;

/// <summary>Deployment settings kept in the cluster as ConfigMaps, to publish other modules from.</summary>
public sealed class ModuleTemplates(KubernetesClient client, TimeProvider time)
{
    /// <summary>Label of the ConfigMaps: the template's name.</summary>
    public const string Label = "module.deploy/template";

    private readonly ModuleCatalog _catalog = new(client, time);

    /// <summary>Saves the settings of a published module; a template of that name is replaced.</summary>
    /// <exception cref="DeployException">There is no such module, or the name is not valid.</exception>
    public Task<SavedTemplate> SaveAsync(string ns, string module, string templateName, CancellationToken cancellationToken = default) => TranslateAsync(ns, async () =>
    {
        ModuleNames.CheckName(templateName);
        var live = await _catalog.GetWorkloadAsync(ns, module, cancellationToken);
        var (settings, leftOut) = TemplateContent.Of(live);
        var data = new JsonObject
        {
            ["kind"] = live.Kind.ToString(),
            ["savedFrom"] = module,
            ["savedAt"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["leftOut"] = string.Join(',', leftOut),
            ["settings"] = settings.ToJsonString(),
        };
        var name = ObjectName(templateName);
        var known = await client.FindAsync(WorkloadResources.ConfigMaps, ns, name, cancellationToken);
        if (known is not null && known.TextAt("metadata", "labels", Label) != templateName)
            throw new DeployException(ModuleCodes.InvalidName, $"ConfigMap '{name}' is there already and is no template.", $"{ns}/{name}", "Choose another name.");
        if (known is not null)
            return Read(await client.PatchAsync(WorkloadResources.ConfigMaps, ns, name, Patch.Merge(new JsonObject { ["data"] = data }), null, cancellationToken));
        return Read(await client.CreateAsync(WorkloadResources.ConfigMaps, ns, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [Label] = templateName } },
            ["data"] = data,
        }, null, cancellationToken));
    });

    /// <summary>The templates of a namespace.</summary>
    /// <param name="namePattern">Name with wildcards; null for all.</param>
    public async IAsyncEnumerable<SavedTemplate> ListAsync(string? ns, string? namePattern = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var json in client.ListAsync(WorkloadResources.ConfigMaps, ns, new ListOptions { LabelSelector = Label }, cancellationToken))
        {
            if (namePattern is null || NamePattern.Matches(namePattern, json.TextAt("metadata", "labels", Label) ?? ""))
                yield return Read(json);
        }
    }

    /// <exception cref="DeployException">There is no such template.</exception>
    public Task<SavedTemplate> GetAsync(string ns, string name, CancellationToken cancellationToken = default) => TranslateAsync(ns, async () =>
        await client.FindAsync(WorkloadResources.ConfigMaps, ns, ObjectName(name), cancellationToken) is { } json && json.TextAt("metadata", "labels", Label) == name
            ? Read(json)
            : throw await MissingAsync(ns, name, cancellationToken));

    public Task<bool> RemoveAsync(string ns, string name, CancellationToken cancellationToken = default) => TranslateAsync(ns, async () =>
    {
        await GetAsync(ns, name, cancellationToken);
        await client.DeleteAsync(WorkloadResources.ConfigMaps, ns, ObjectName(name), null, cancellationToken);
        return true;
    });

    /// <summary>A module with the template's settings, to be planned and published.</summary>
    /// <exception cref="DeployException">A name, version or image is not valid.</exception>
    public static ReleaseRequest Fill(SavedTemplate template, string name, string version, string image, string? ns = null, int? replicas = null, ReleaseOptions? options = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        ModuleNames.CheckName(name);
        ModuleNames.CheckVersion(version);
        ModuleNames.CheckImage(image);
        if (replicas is { } count)
            ModuleNames.CheckReplicas(count);
        foreach (var variable in (environment ?? new Dictionary<string, string>()).Keys)
            ModuleNames.CheckVariable(variable);
        var manifest = TemplateContent.Fill(template.Settings, name, version, image, ns ?? template.Namespace, replicas, environment ?? new Dictionary<string, string>());
        return ReleaseRequest.FromManifest(manifest, ns ?? template.Namespace, options, $"template {template.Name}")[0];
    }

    private async Task<DeployException> MissingAsync(string ns, string name, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var template in ListAsync(ns, null, cancellationToken))
            names.Add(template.Name);
        return new DeployException(ModuleCodes.NotFound, $"There is no template '{name}' in namespace '{ns}'.", $"{ns}/{name}",
            names.Count == 0 ? "Save one with Save-ModuleTemplate." : $"There are: {string.Join(", ", names.Order(StringComparer.Ordinal))}.");
    }

    private static string ObjectName(string template) => $"module-template-{template}";

    private static SavedTemplate Read(JsonObject json) => new()
    {
        Name = json.TextAt("metadata", "labels", Label) ?? "",
        Namespace = json.TextAt("metadata", "namespace") ?? "default",
        Kind = WorkloadResources.KindOf(json.TextAt("data", "kind")) ?? ModuleKind.Deployment,
        SavedFrom = json.TextAt("data", "savedFrom") ?? "",
        SavedAt = json.TimeAt("data", "savedAt") ?? DateTimeOffset.UnixEpoch,
        LeftOut = (json.TextAt("data", "leftOut") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries),
        Settings = json.TextAt("data", "settings") ?? "{}",
    };

    private static async Task<T> TranslateAsync<T>(string ns, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (KubernetesException failure)
        {
            throw FailureTranslation.Translate(failure, ns);
        }
    }
}
