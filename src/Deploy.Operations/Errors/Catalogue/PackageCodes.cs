using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What concerns a package.</summary>
public static class PackageCodes
{
    public static ErrorCode NotFound { get; } = new("Package.NotFound", ObjectNotFound, false,
        "There is no such package.",
        "List the packages with Get-ModulePackage.");

    public static ErrorCode UrlExpired { get; } = new("Package.UrlExpired", PermissionDenied, false,
        "The package's signed URL has expired or is not accepted (403).",
        "Renew it with Update-ModulePackageUrl; no replica restarts for that.");

    public static ErrorCode Damaged { get; } = new("Package.Damaged", InvalidData, false,
        "The package is not a readable zip or jar file.",
        "Build the package again and check it with Test-ModulePackage.");

    public static ErrorCode DigestMismatch { get; } = new("Package.DigestMismatch", InvalidData, false,
        "The package's content is not what its digest says.",
        "Upload the package again from its source.");

    public static ErrorCode InUse { get; } = new("Package.InUse", InvalidOperation, false,
        "A revision still needs the package.",
        "Remove it when no revision of the module refers to it any more.");

    public static ErrorCode Unreadable { get; } = new("Package.Unreadable", ReadError, false,
        "The package file cannot be read.",
        "Check the path and its permissions.");

    public static ErrorCode StoreUnavailable { get; } = new("Package.StoreUnavailable", ResourceUnavailable, true,
        "The package store does not answer.",
        "Try again; when it stays so, check the store's address and credentials.");

    public static ErrorCode Exists { get; } = new("Package.Exists", ResourceExists, false,
        "Other content is stored under the same module, version and file name.",
        "Publish under a new version, or remove the stored package first with Remove-ModulePackage.");

    public static ErrorCode Mismatch { get; } = new("Package.Mismatch", InvalidData, false,
        "The package's manifest names another module or version than the command.",
        "Give the name and version that the manifest says, or build the package for those you gave.");

    public static ErrorCode Unnamed { get; } = new("Package.Unnamed", InvalidData, false,
        "The package does not say which module and version it is.",
        "Build it as an ark biz (Ark-Biz-Name and Ark-Biz-Version in META-INF/MANIFEST.MF) or add a module.json with name and version.");

    public static ErrorCode Unsafe { get; } = new("Package.Unsafe", SecurityError, false,
        "The package holds an entry that would be written outside its folder, or that hides what it is.",
        "Do not install it; build the package again from its source.");

    public static ErrorCode TooLarge { get; } = new("Package.TooLarge", LimitsExceeded, false,
        "The package, or what it unpacks to, is beyond the limits.",
        "Make it smaller, or raise the limits if you trust it.");

    public static ErrorCode ContainerMissing { get; } = new("Package.ContainerMissing", ObjectNotFound, false,
        "The store has no container of that name.",
        "It is created by the first upload; check the container's name in the store connection.");

    public static ErrorCode StoreConflict { get; } = new("Package.StoreConflict", ResourceBusy, true,
        "Somebody else changed the blob in between.",
        "Run it again.");

    internal static ErrorCode[] All =>
    [
        NotFound, UrlExpired, Damaged, DigestMismatch, InUse, Unreadable, StoreUnavailable, Exists, Mismatch, Unnamed, Unsafe, TooLarge,
        ContainerMissing, StoreConflict,
    ];
}
