using System.Globalization;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Access;

/// <summary>A service signature (SAS) on a blob or container: what it covers, whether it is genuine, and until when.</summary>
internal static class SignedAccess
{
    public static void Check(BlobRequest request, AccountKeys keys, DateTimeOffset now)
    {
        var delegated = request.Query.ContainsKey("skoid");
        if (request.Parameter("sduoid").Length > 0)
            throw BlobErrors.Unsupported("A signature for one user");
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

    /// <summary>
    /// The text that a signature covers: one line for each field. Later versions of the service (<c>sv</c>) have more of them,
    /// and a signature is made and checked with those of the version that it names.
    /// </summary>
    private static string StringToSign(BlobRequest request, bool delegated)
    {
        var version = request.Parameter("sv");
        string[] Since(string first, params string[] fields) => string.CompareOrdinal(version, first) >= 0 ? fields : [];
        string[] who = delegated
            ?
            [
                .. Values(request, "skoid", "sktid", "skt", "ske", "sks", "skv"),
                .. Since("2020-02-10", Values(request, "saoid", "suoid", "scid")),
                .. Since("2025-07-05", Values(request, "skdutid", "sduoid")),
            ]
            : [request.Parameter("si")];
        string[] fields =
        [
            .. Values(request, "sp", "st", "se"), Resource(request), .. who, .. Values(request, "sip", "spr", "sv"),
            // The resource and the moment of its snapshot; this account takes no snapshots.
            .. Since("2018-11-09", request.Parameter("sr"), ""),
            .. Since("2020-12-06", request.Parameter("ses")),
            .. delegated ? Since("2026-04-06", NamedHeaders(request), NamedParameters(request)) : [],
            .. Values(request, "rscc", "rscd", "rsce", "rscl", "rsct"),
        ];
        return string.Join('\n', fields);
    }

    /// <summary>The headers that must come with the request, as the signature names them.</summary>
    private static string NamedHeaders(BlobRequest request) => string.Concat(Names(request, "srh").Select(n => $"{n}:{request.Header(n)}\n"));

    /// <summary>The query parameters that must come with the request.</summary>
    private static string NamedParameters(BlobRequest request) =>
        string.Concat(Names(request, "srq").Select(n => $"\n{n}:{request.Parameter(n.ToLowerInvariant())}"));

    private static string[] Names(BlobRequest request, string list) => request.Parameter(list).Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static string Resource(BlobRequest request) => request.Parameter("sr") switch
    {
        "b" => $"/blob/{request.Account}/{request.Container}/{request.Blob}",
        "c" => $"/blob/{request.Account}/{request.Container}",
        _ => throw BlobErrors.Unauthenticated("sr is not in the correct format."),
    };

    private static string[] Values(BlobRequest request, params string[] names) => [.. names.Select(request.Parameter)];

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
