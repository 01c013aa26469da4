using System.Management.Automation;
using Deploy.LocalCluster;
using Deploy.Module.Connection;
using Deploy.Operations.Errors;

namespace Deploy.Module.Pump;

/// <summary>The one place where a failure becomes what the user sees.</summary>
public static class CommandErrors
{
    /// <summary>Maps any failure but a cancellation by the user.</summary>
    public static CommandError From(Exception failure)
    {
        var error = failure is LocalClusterException local ? OfLocalCluster(local) : FailureTranslation.Translate(failure);
        var category = CategoryOf(error.Category);
        return new CommandError(
            error.Code.Code, category, error.Message, error.Suggestion, error.Target, error, IsTerminating(category));
    }

    /// <summary>The same error as PowerShell knows it. Must run inside PowerShell.</summary>
    public static ErrorRecord ToRecord(CommandError error) =>
        new(error.Exception, error.Id, error.Category, error.Target)
        {
            ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = error.Suggestion },
        };

    // The local cluster is below this module but not below the operations, whose translation does not know it.
    private static DeployException OfLocalCluster(LocalClusterException failure) =>
        new(ErrorCodes.Find(failure.Code) ?? DeployCodes.LocalClusterFailed, failure.Message, DeployHome.Folder, failure.Suggestion, failure);

    private static ErrorCategory CategoryOf(FailureCategory category) =>
        Enum.TryParse<ErrorCategory>(category.ToString(), out var same) && same != ErrorCategory.NotSpecified
            ? same
            : ErrorCategory.InvalidResult;

    // Without a cluster or the right to speak to it, the next item cannot fare better.
    private static bool IsTerminating(ErrorCategory category) =>
        category is ErrorCategory.ConnectionError or ErrorCategory.AuthenticationError or ErrorCategory.SecurityError;
}
