using System.Text.Json.Nodes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases;

/// <summary>A module to publish, checked as far as that goes without a cluster.</summary>
public sealed record ReleaseRequest
{
    private ReleaseRequest(Workload wanted, IReadOnlyList<JsonObject> along, bool isManifest, ReleaseOptions options) =>
        (Wanted, Along, IsManifest, Options) = (wanted, along, isManifest, options);

    public string Namespace => Wanted.Namespace;

    public string Module => Wanted.Module.Name;

    public string Version => Wanted.Module.Version;

    public ModuleKind Kind => Wanted.Kind;

    public ReleaseOptions Options { get; init; }

    internal Workload Wanted { get; }

    internal IReadOnlyList<JsonObject> Along { get; }

    /// <summary>Whether the user wrote the objects; then every field in them is meant.</summary>
    internal bool IsManifest { get; }

    /// <summary>A module from parameters.</summary>
    /// <exception cref="DeployException">A parameter is not valid; the code says which.</exception>
    public static ReleaseRequest FromSpec(ModuleSpec spec, ReleaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ModuleSpecCheck.Check(spec);
        ReleaseOptionsCheck.Check(options ?? ReleaseOptions.Default, spec.Kind);
        var service = WorkloadBuilder.BuildService(spec);
        return new ReleaseRequest(new Workload(spec.Kind, WorkloadBuilder.Build(spec)), service is null ? [] : [service], false, options ?? ReleaseOptions.Default);
    }

    /// <summary>The modules of a manifest file, in its order; what goes along belongs to the first.</summary>
    /// <param name="yaml">YAML or JSON with one or several documents.</param>
    /// <param name="ns">Namespace of what names none; null: <c>default</c>.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="DeployException">The manifest cannot be published; the code says why.</exception>
    public static IReadOnlyList<ReleaseRequest> FromManifest(string yaml, string? ns = null, ReleaseOptions? options = null, string source = "manifest")
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var manifests = ModuleManifest.Read(yaml, ns, source);
        foreach (var manifest in manifests)
            ReleaseOptionsCheck.Check(options ?? ReleaseOptions.Default, manifest.Workload.Kind);
        return [.. manifests.Select(manifest => new ReleaseRequest(manifest.Workload, manifest.Along, true, options ?? ReleaseOptions.Default))];
    }
}
