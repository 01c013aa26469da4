using System.Globalization;
using System.Xml.Linq;
using Deploy.LocalCluster.Blobs.Access;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>What is asked of the account as a whole: its containers, and a key for an identity to sign with.</summary>
internal sealed class AccountOperations(BlobAccountState state, AccountKeys keys)
{
    public async Task<BlobResponse> RouteAsync(BlobRequest request, string comp, CancellationToken ct) => (request.Method, comp) switch
    {
        ("GET", "list") => Containers(request),
        ("POST", "userdelegationkey") => await DelegationKeyAsync(request, ct),
        ("GET", "properties") when request.Parameter("restype") == "service" => BlobResponse.Xml(200, new XElement("StorageServiceProperties")),
        _ => throw BlobErrors.Unsupported($"{request.Method} comp={comp} on the account"),
    };

    private BlobResponse Containers(BlobRequest request)
    {
        lock (state.Gate)
        {
            var prefix = request.Parameter("prefix");
            var found = state.Containers.Values.Where(c => c.Name.StartsWith(prefix, StringComparison.Ordinal));
            return BlobResponse.Xml(200, new XElement("EnumerationResults",
                new XAttribute("ServiceEndpoint", state.Endpoint), new XElement("Prefix", prefix),
                new XElement("Containers", found.Select(c => new XElement("Container", new XElement("Name", c.Name),
                    new XElement("Properties", new XElement("Last-Modified", BlobResponse.HttpDate(c.ModifiedOn)), new XElement("Etag", c.ETag))))),
                new XElement("NextMarker")));
        }
    }

    private async Task<BlobResponse> DelegationKeyAsync(BlobRequest request, CancellationToken ct)
    {
        if (request.Header("Authorization")?.StartsWith("Bearer ", StringComparison.Ordinal) != true)
            throw BlobErrors.Unauthenticated("A key is delegated to identities only.");
        var asked = await XElement.LoadAsync(request.Body, LoadOptions.None, ct);
        if (asked.Element("DelegatedUserTid") is not null)
            throw BlobErrors.Unsupported("A key for the users of another tenant");
        var start = Time(asked, "Start") ?? state.Now;
        var end = Time(asked, "Expiry") ?? throw BlobErrors.Invalid("Expiry");
        if (end - state.Now > TimeSpan.FromDays(7) || end <= start)
            throw BlobErrors.Invalid("Expiry");
        return BlobResponse.Xml(200, new XElement("UserDelegationKey",
            new XElement("SignedOid", Guid.Empty), new XElement("SignedTid", Guid.Empty),
            new XElement("SignedStart", Text(start)), new XElement("SignedExpiry", Text(end)),
            new XElement("SignedService", "b"), new XElement("SignedVersion", request.Header("x-ms-version") ?? "2023-08-03"),
            new XElement("Value", Convert.ToBase64String(keys.DelegationKey))));
    }

    private static DateTimeOffset? Time(XElement asked, string name) =>
        DateTimeOffset.TryParse(asked.Element(name)?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
