using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What happens to a module on a base.</summary>
public static class BaseCodes
{
    public static ErrorCode ModuleInstalling { get; } = new("Base.ModuleInstalling", ResourceBusy, true,
        "The base is installing the module.",
        "Nothing needs to be done.");

    public static ErrorCode ModuleBroken { get; } = new("Base.ModuleBroken", InvalidResult, false,
        "The module broke on the base.",
        "Read the arklet message and the base's log, fix the module and publish a new version.");

    public static ErrorCode ModuleDeactivated { get; } = new("Base.ModuleDeactivated", InvalidOperation, false,
        "Another version of the module took over on the same base, and this one gets no traffic.",
        "Nothing needs to be done when the change was meant; otherwise give the versions bases of their own.");

    public static ErrorCode ModuleStopped { get; } = new("Base.ModuleStopped", OperationStopped, false,
        "The module was stopped on the base.",
        "Restart it with Restart-Replica.");

    public static ErrorCode Unreachable { get; } = new("Base.Unreachable", ConnectionError, true,
        "The base does not answer.",
        "Check the base and the network to it.");

    public static ErrorCode HasModules { get; } = new("Base.HasModules", InvalidOperation, false,
        "The base still has modules.",
        "Take the modules offline first.");

    public static ErrorCode StatusDisagrees { get; } = new("Base.StatusDisagrees", InvalidResult, true,
        "The pod and the base say different things about the module.",
        "Believe the base; the controller brings the pod in line.");

    internal static ErrorCode[] All => [ModuleInstalling, ModuleBroken, ModuleDeactivated, ModuleStopped, Unreachable, HasModules, StatusDisagrees];
}
