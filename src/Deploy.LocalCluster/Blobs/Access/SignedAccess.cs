using System.Globalization;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Access;

/// <summary>A service signature (SAS) on a blob or container: what it covers, whether it is genuine, and until when.</summary>
internal static class SignedAccess
{
    // The text to sign gained a field (encryption scope) with this version.
    private const string ScopeVersion = "2020-12-06";

    public static void Check(BlobRequest request, AccountKeys keys, DateTimeOffset now)
    {
        var delegated = request.Query.ContainsKey("skoid");
        var text = StringToSign(request, delegated);
        if (!AccountKeys.Same(request.Parameter("sig"), delegated ? keys.SignDelegated(text) : keys.Sign(text)))
            throw BlobErrors.Unauthenticated("Signature did not match.");
        if (Time(request, "se") is not { } end || now >= end || Time(request, "st") is { } start && now < start)
            throw BlobErrors.Expired();
        if (delegated && (Time(request, "ske") is not { } keyEnd || now >= keyEnd))
            throw BlobErrors.Expired();
        if (!request.Parameter("sp").Contains(Permission(request), StringComparison.Ordinal))
            throw BlobErrors.NoPermission();
    }

    private static string StringToSign(BlobRequest request, bool delegated)
    {
        string[] who = delegated
            ? [.. Values(request, "skoid", "sktid", "skt", "ske", "sks", "skv", "saoid", "suoid", "scid")]
            : [request.Parameter("si")];
        string[] scope = string.CompareOrdinal(request.Parameter("sv"), ScopeVersion) >= 0 ? [request.Parameter("ses")] : [];
        string[] fields =
        [
            .. Values(request, "sp", "st", "se"), Resource(request), .. who, .. Values(request, "sip", "spr", "sv", "sr"), "", .. scope,
            .. Values(request, "rscc", "rscd", "rsce", "rscl", "rsct"),
        ];
        return string.Join('\n', fields);
    }

    private static string Resource(BlobRequest request) => request.Parameter("sr") switch
    {
        "b" => $"/blob/{request.Account}/{request.Container}/{request.Blob}",
        "c" => $"/blob/{request.Account}/{request.Container}",
        _ => throw BlobErrors.Unauthenticated("sr is not in the correct format."),
    };

    private static IEnumerable<string> Values(BlobRequest request, params string[] names) => names.Select(request.Parameter);

    private static char Permission(BlobRequest request) => (request.Method, request.Parameter("comp")) switch
    {
        ("GET", "list") => 'l',
        ("GET" or "HEAD", _) => 'r',
        ("DELETE", _) => 'd',
        ("PUT", "appendblock") => 'a',
        _ => 'w',
    };

    private static DateTimeOffset? Time(BlobRequest request, string name) =>
        DateTimeOffset.TryParse(request.Parameter(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
