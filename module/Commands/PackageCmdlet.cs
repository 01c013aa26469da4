using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Operations.Errors;
using Deploy.Operations.Packages;
using Deploy.Operations.Releases;
using Lifetime = Deploy.Storage.Packages.UrlLifetime;

namespace Deploy.Module.Commands;

/// <summary>A cmdlet that can release a package: a file, which it uploads, or one that the store has already.</summary>
public abstract class PackageCmdlet : StrategyCmdlet
{
    private PackageDelivery? delivery;
    private DeliverablePackage? package;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Package { get; set; }

    [Parameter]
    public SwitchParameter FromStore { get; set; }

    [Parameter]
    [ValidatePattern("^[0-9A-Fa-f]{64}$")]
    [NoCompletion]
    public string? Sha256 { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan UrlLifetime { get; set; } = Lifetime.Maximum;

    /// <summary>Checks the package and signs its URL; nothing is changed. Null where the command names an image instead.</summary>
    /// <exception cref="DeployException">It names both; the package is not sound; or the store fails.</exception>
    private protected async Task<DeliverablePackage?> PreparePackageAsync(string name, string version, string? image, CancellationToken ct)
    {
        package = null;
        if (Package is null && !FromStore)
            return null;
        if (image is { Length: > 0 } || (Package is not null && FromStore))
            throw new DeployException(ModuleCodes.InvalidParameter, "Only one of -Image, -Package and -FromStore says what is released.", name);
        delivery = new PackageDelivery(Cluster.Client, (await OpenStoreAsync(ct)).Packages, TimeProvider.System);
        return package = Package is { } path
            ? await delivery.PlanFileAsync(
                new PackageRequest { Path = await ResolvePathAsync(path), Name = name, Version = version, Sha256 = Sha256, Environment = StoreSelection.OwnEnvironment },
                Cluster.Namespace, UrlLifetime, ct)
            : await delivery.PlanStoredAsync(name, version, Cluster.Namespace, UrlLifetime, ct);
    }

    // A file is uploaded only when the plan was agreed to.
    private protected override ReleaseEnvironment Surroundings => base.Surroundings with { Delivered = () => Package is null ? null : package?.Image };

    private protected override async Task<Release> RunAsync(ReleasePlan plan, CancellationToken ct)
    {
        // Only now: a plan that is refused, or that -WhatIf only shows, uploads nothing.
        if (package is not null && await delivery!.UploadAsync(package, new UploadProgress(this, package.Address), ct) is { } uploaded)
            Verbose(UploadProgress.Describe(uploaded));
        return await base.RunAsync(plan, ct);
    }
}
