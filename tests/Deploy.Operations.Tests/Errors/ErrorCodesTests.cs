using System.Reflection;
using System.Text.RegularExpressions;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Tests.Errors;

public sealed partial class ErrorCodesTests
{
    // The spellings are the platforms' own, mistakes included: scripts match on them.
    private const string Required = """
        Arklet.UnknownError ModuleController.InvalidParameter ModuleController.InvalidRequest OtherUpstream.DecodeURLFailed Arklet.NoMatchedBiz
        Arklet.InvalidBizName Arklet.InstallationRequirementNotMet Arklet.PullBizError Arklet.PullBizTimeOut User.DiskFull User.MachineMalfunction
        User.MetaspaceFull Arklet.InstallBizExecuting Arklet.InstallBizTimedOut Arklet.InstallBizFailed User.InstallBizUserError
        Arklet.UninstallBizFailed Arklet.UnInstallationRequirementNotMet ModuleController.UnknownError OtherUpstream.InvalidParameter
        Arklet.ArkletServiceNotFound Arklet.NetworkError OtherUpstream.SecretAKError ModuleController.DBAccessError
        ModuleController.RetryTimesExceeded ModuleController.ProcessNodeMissed ModuleController.ServiceMissed ModuleController.ResourceConstraned
        Arklet.InstallModuleTimedOut Arklet.InstallModuleFailed User.InstallModuleFailed Arklet.InstallModuleExecuting OtherUpstream.EmptyIPList
        Arklet.UninstallBizTimedOut ModuleController.BaseInstanceNotFound KubeAPIServer.GetBaseInstanceFailed
        ModuleController.BaseInstanceInOperation ModuleController.BaseInstanceNotReady ModuleController.BaseInstanceHasBeenReplaced
        ModuleController.InsufficientHealthyBaseInstance ModuleController.RescaleRequirementNotMet KouplelessBoard.UnknownError
        KouplelessBoard.OperationPlanNotFound KouplelessBoard.OperationPlanMutualExclusion KouplelessBoard.InternalError
        KouplelessBoard.ThreadPoolError ModuleController.BaseInstanceOperationFailed ModuleController.BaseInstanceUnderOperation
        ModuleController.BaseInstanceOperationTimeOut ModuleController.OverFiftyPercentBaseInstancesUnavaliable
        KouplelessBoard.BaselineInconsistency OtherDownstream.ExternalError KouplelessBoard.NetworkError
        """;

    private static readonly string[] WorthRetrying =
    [
        "Arklet.PullBizError", "Arklet.PullBizTimeOut", "Arklet.InstallBizExecuting", "Arklet.NetworkError", "ModuleController.DBAccessError",
        "Arklet.InstallModuleTimedOut", "Arklet.InstallModuleExecuting", "Arklet.UninstallBizTimedOut", "ModuleController.BaseInstanceInOperation",
        "ModuleController.BaseInstanceUnderOperation", "KouplelessBoard.OperationPlanMutualExclusion", "KouplelessBoard.NetworkError",
    ];

    private static string[] RequiredCodes => Required.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void Every_code_of_the_platforms_is_there_with_its_exact_spelling()
    {
        Assert.Empty(RequiredCodes.Except(ErrorCodes.All.Select(entry => entry.Code)));
    }

    [Fact]
    public void Of_the_platforms_codes_exactly_the_named_ones_are_worth_retrying()
    {
        var retryable = RequiredCodes.Where(code => ErrorCodes.Find(code)!.Retryable);
        Assert.Equal(WorthRetrying.Order(StringComparer.Ordinal), retryable.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_entry_of_every_source_is_in_the_catalogue_once()
    {
        var declared = typeof(ErrorCodes).Assembly.GetTypes().Where(type => type.Namespace == typeof(ErrorCodes).Namespace)
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
            .Where(property => property.PropertyType == typeof(ErrorCode)).Select(property => (property.Name, Entry: (ErrorCode)property.GetValue(null)!)).ToArray();
        Assert.Equal(declared.Select(pair => pair.Entry.Code).Order(StringComparer.Ordinal), ErrorCodes.All.Select(entry => entry.Code).Order(StringComparer.Ordinal));
        Assert.All(declared, pair => Assert.Equal(pair.Entry.Type, pair.Name));
    }

    [Fact]
    public void Every_entry_is_two_level_and_says_what_it_means_and_what_to_do()
    {
        Assert.All(ErrorCodes.All, entry =>
        {
            Assert.Matches(TwoLevels(), entry.Code);
            Assert.EndsWith(".", entry.Meaning, StringComparison.Ordinal);
            Assert.EndsWith(".", entry.Suggestion, StringComparison.Ordinal);
            Assert.True(Enum.IsDefined(entry.Category));
        });
    }

    [Theory]
    [InlineData("arkl*", 17)]
    [InlineData("User.DiskFull", 1)]
    [InlineData("*.InstallModuleFailed", 2)]
    [InlineData("Nothing*", 0)]
    public void A_wildcard_finds_codes_in_any_case(string wildcard, int count) => Assert.Equal(count, ErrorCodes.Match(wildcard).Count());

    [Theory]
    [InlineData("Arklet.InstallBizFailed", "Arklet.InstallBizFailed")]
    [InlineData("InstallBizFailed", "Arklet.InstallBizFailed")]
    [InlineData("MetaspaceFull", "User.MetaspaceFull")]
    [InlineData("InstallModuleFailed", null)]
    [InlineData("NotFound", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_reason_of_a_base_names_its_code_unless_it_is_ambiguous(string? reason, string? code) => Assert.Equal(code, ErrorCodes.FromReason(reason)?.Code);

    [GeneratedRegex("^[A-Z][A-Za-z]+\\.[A-Z][A-Za-z]+$", RegexOptions.None, 1000)]
    private static partial Regex TwoLevels();
}
