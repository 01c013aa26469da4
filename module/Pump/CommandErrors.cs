using System.Management.Automation;
using Deploy.LocalCluster;
using Deploy.Module.Connection;
using Deploy.Operations.Errors;

namespace Deploy.Module.Pump;

/// <summary>The one place where a failure becomes what the user sees.</summary>
internal static class CommandErrors
{
    /// <summary>Any failure but a cancellation by the user, with a code, a message without secrets, and what to do about it.</summary>
    public static DeployException From(Exception failure) =>
        failure is LocalClusterException local ? OfLocalCluster(local) : FailureTranslation.Translate(failure);

    /// <summary>PowerShell's category of a failure; never NotSpecified.</summary>
    public static ErrorCategory CategoryOf(DeployException error) =>
        Enum.TryParse<ErrorCategory>(error.Category.ToString(), out var same) && same != ErrorCategory.NotSpecified
            ? same
            : ErrorCategory.InvalidResult;

    /// <summary>Whether every further item would fail the same way, without a cluster or the right to speak to it: then the command ends.</summary>
    public static bool IsTerminating(DeployException error) =>
        CategoryOf(error) is ErrorCategory.ConnectionError or ErrorCategory.AuthenticationError or ErrorCategory.SecurityError;

    /// <summary>A failure as PowerShell knows it; scripts match on its id, which is the code. Must run inside PowerShell.</summary>
    public static ErrorRecord ToRecord(DeployException error) =>
        new(error, error.Code.Code, CategoryOf(error), error.Target)
        {
            ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = error.Suggestion },
        };

    // The local cluster is below this module but not below the operations, whose translation does not know it.
    private static DeployException OfLocalCluster(LocalClusterException failure) =>
        new(ErrorCodes.Find(failure.Code) ?? DeployCodes.LocalClusterFailed, failure.Message, DeployHome.Folder, failure.Suggestion, failure);
}
