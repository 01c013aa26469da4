using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What concerns a module as it is published.</summary>
public static class ModuleCodes
{
    public static ErrorCode NotFound { get; } = new("Module.NotFound", ObjectNotFound, false,
        "There is no such module.",
        "List the modules with Get-PublishedModule, and check the namespace.");

    public static ErrorCode AlreadyPublished { get; } = new("Module.AlreadyPublished", ResourceExists, false,
        "The module is published already.",
        "Change it with Switch-Module or Resize-Module.");

    public static ErrorCode Ambiguous { get; } = new("Module.Ambiguous", InvalidArgument, false,
        "Several workloads carry this module name.",
        "Name the kind, or the workload itself.");

    public static ErrorCode InvalidName { get; } = new("Module.InvalidName", InvalidArgument, false,
        "The module name is not valid.",
        "Use lower-case letters, digits and hyphens, starting with a letter, at most 63 characters.");

    public static ErrorCode InvalidVersion { get; } = new("Module.InvalidVersion", InvalidArgument, false,
        "The module version is not valid.",
        "Use letters, digits, dots, hyphens and underscores, at most 63 characters.");

    public static ErrorCode InvalidReplicas { get; } = new("Module.InvalidReplicas", InvalidArgument, false,
        "The replica count is not valid.",
        "Give a whole number from 0.");

    public static ErrorCode InvalidParameter { get; } = new("Module.InvalidParameter", InvalidArgument, false,
        "A parameter of the module is not valid.",
        "Correct the parameter that the message names.");

    public static ErrorCode NotScalable { get; } = new("Module.NotScalable", InvalidOperation, false,
        "This kind of module has no replica count.",
        "A DaemonSet follows the number of its nodes; a bare pod is one replica. Publish as a Deployment to scale.");

    public static ErrorCode VersionLabelImmutable { get; } = new("Module.VersionLabelImmutable", InvalidOperation, false,
        "The workload selects on the version label, which cannot be changed.",
        "Leave the label as it is: BIZ_VERSION tells the version; or publish the workload anew without it in the selector.");

    public static ErrorCode InUse { get; } = new("Module.InUse", InvalidOperation, false,
        "Something still stands on the module.",
        "Remove or redirect what the message names first; -Force removes the module all the same.");

    internal static ErrorCode[] All =>
    [
        NotFound, AlreadyPublished, Ambiguous, InvalidName, InvalidVersion, InvalidReplicas, InvalidParameter, NotScalable, VersionLabelImmutable,
        InUse,
    ];
}
