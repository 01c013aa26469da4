using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What a base's arklet answers, and what goes wrong on the way to it.</summary>
public static class ArkletCodes
{
    public static ErrorCode UnknownError { get; } = new("Arklet.UnknownError", InvalidResult, false,
        "The base answered with an error that its arklet has no name for.",
        "Read the base's own log around this moment: Get-ReplicaLog on the base.");

    public static ErrorCode NoMatchedBiz { get; } = new("Arklet.NoMatchedBiz", ObjectNotFound, false,
        "The base has no module of this name and version.",
        "List what is installed with Get-ModuleBase -Detailed and use one of these names and versions.");

    public static ErrorCode InvalidBizName { get; } = new("Arklet.InvalidBizName", InvalidArgument, false,
        "The base refuses this module name.",
        "Use the name that the package itself declares (Ark-Biz-Name), in letters, digits and hyphens.");

    public static ErrorCode InstallationRequirementNotMet { get; } = new("Arklet.InstallationRequirementNotMet", InvalidOperation, false,
        "The base lacks something that the module needs before it can be installed.",
        "Compare the module's declared base version and dependencies with the base, and publish for a base that has them.");

    public static ErrorCode PullBizError { get; } = new("Arklet.PullBizError", ReadError, true,
        "The base could not download the module's package.",
        "It is tried again; when it stays so, check that the base reaches the package's address and renew it with Update-ModulePackageUrl.");

    public static ErrorCode PullBizTimeOut { get; } = new("Arklet.PullBizTimeOut", OperationTimeout, true,
        "The download of the module's package to the base took too long.",
        "It is tried again; when it stays so, check the bandwidth between base and package store, or the package's size.");

    public static ErrorCode InstallBizExecuting { get; } = new("Arklet.InstallBizExecuting", ResourceBusy, true,
        "The base is still installing this module.",
        "Wait for the running installation; nothing needs to be done.");

    public static ErrorCode InstallBizTimedOut { get; } = new("Arklet.InstallBizTimedOut", OperationTimeout, false,
        "The module did not finish its start on the base in time.",
        "Look at the module's start-up log with Get-ReplicaLog and make its start faster or its limit longer.");

    public static ErrorCode InstallBizFailed { get; } = new("Arklet.InstallBizFailed", InvalidResult, false,
        "The base could not install the module.",
        "Read the arklet message and the base's log, fix the module and publish a new version.");

    public static ErrorCode UninstallBizFailed { get; } = new("Arklet.UninstallBizFailed", InvalidResult, false,
        "The base could not uninstall the module.",
        "Read the arklet message; restart the base when classes of the module cannot be unloaded.");

    public static ErrorCode UninstallBizTimedOut { get; } = new("Arklet.UninstallBizTimedOut", OperationTimeout, true,
        "The uninstallation did not finish in time.",
        "It is tried again; a module that does not end its threads needs a restart of the base.");

    public static ErrorCode UnInstallationRequirementNotMet { get; } = new("Arklet.UnInstallationRequirementNotMet", InvalidOperation, false,
        "The module may not be uninstalled now, for example because another one depends on it.",
        "Take the dependent modules offline first.");

    public static ErrorCode ArkletServiceNotFound { get; } = new("Arklet.ArkletServiceNotFound", ResourceUnavailable, false,
        "There is no arklet at the base's address.",
        "Check that the base carries arklet, that its port (1238 by default) is open, and that the base runs.");

    public static ErrorCode NetworkError { get; } = new("Arklet.NetworkError", ConnectionError, true,
        "The base's arklet could not be reached.",
        "It is tried again; when it stays so, check the network between the controller and the base.");

    public static ErrorCode InstallModuleTimedOut { get; } = new("Arklet.InstallModuleTimedOut", OperationTimeout, true,
        "The base did not answer the installation in time.",
        "It is tried again; when it stays so, look at the base's load and log.");

    public static ErrorCode InstallModuleFailed { get; } = new("Arklet.InstallModuleFailed", InvalidResult, false,
        "The installation of the module failed on the base.",
        "Read the arklet message and the base's log, fix the cause and publish again.");

    public static ErrorCode InstallModuleExecuting { get; } = new("Arklet.InstallModuleExecuting", ResourceBusy, true,
        "An installation of this module is under way on the base.",
        "Wait for it; nothing needs to be done.");

    internal static ErrorCode[] All =>
    [
        UnknownError, NoMatchedBiz, InvalidBizName, InstallationRequirementNotMet, PullBizError, PullBizTimeOut, InstallBizExecuting,
        InstallBizTimedOut, InstallBizFailed, UninstallBizFailed, UninstallBizTimedOut, UnInstallationRequirementNotMet,
        ArkletServiceNotFound, NetworkError, InstallModuleTimedOut, InstallModuleFailed, InstallModuleExecuting,
    ];
}
