using System.IO.Enumeration;

namespace Deploy.Operations.Errors;

/// <summary>The whole catalogue: the codes of the platforms that operators know, and ours in the same form.</summary>
public static class ErrorCodes
{
    private static readonly Dictionary<string, ErrorCode> ByCode;
    private static readonly ILookup<string, ErrorCode> ByType;

    static ErrorCodes()
    {
        All =
        [
            .. ArkletCodes.All, .. ModuleControllerCodes.All, .. UserCodes.All, .. KouplelessBoardCodes.All,
            .. KubeApiServerCodes.All, .. OtherUpstreamCodes.All, .. OtherDownstreamCodes.All,
            .. BaseCodes.All, .. ConfigCodes.All, .. ContainerCodes.All, .. DeployCodes.All, .. ImageCodes.All,
            .. KubeconfigCodes.All, .. ManifestCodes.All, .. ModuleCodes.All, .. NodeCodes.All, .. PackageCodes.All,
            .. ReleaseCodes.All, .. ReplicaCodes.All, .. SchedulerCodes.All,
        ];
        ByCode = All.ToDictionary(entry => entry.Code, StringComparer.OrdinalIgnoreCase);
        ByType = All.ToLookup(entry => entry.Type, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every code once, grouped by source.</summary>
    public static IReadOnlyList<ErrorCode> All { get; }

    /// <summary>The entry of one code; letter case does not matter. Null when there is none.</summary>
    public static ErrorCode? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <summary>The entries whose code matches a wildcard (<c>*</c>, <c>?</c>), in catalogue order.</summary>
    public static IEnumerable<ErrorCode> Match(string wildcard)
    {
        ArgumentNullException.ThrowIfNull(wildcard);
        return All.Where(entry => FileSystemName.MatchesSimpleExpression(wildcard, entry.Code));
    }

    /// <summary>
    /// The entry that a reason written by another component means: a full code, or the second level alone
    /// where exactly one source of a base uses it. Null when the reason is not of this catalogue.
    /// </summary>
    public static ErrorCode? FromReason(string? reason)
    {
        if (string.IsNullOrEmpty(reason)) return null;
        if (Find(reason) is { } exact) return exact;
        var named = ByType[reason].Where(entry => entry.Source is "Arklet" or "User").ToArray();
        return named.Length == 1 ? named[0] : null;
    }
}
