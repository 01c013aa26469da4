using System.Globalization;
using Deploy.LocalCluster.Blobs.Access;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>Conditional headers and leases: whether an operation may go on.</summary>
internal static class BlobConditions
{
    public static void CheckWrite(BlobRequest request, BlobContainer container, StoredBlob? blob, DateTimeOffset now)
    {
        if (container.BlobLeases.TryGetValue(request.Blob, out var lease))
            CheckLease(request, lease, now, "Blob");
        else if (blob is not null && request.Header("x-ms-lease-id") is not null)
            throw new BlobErrorException(412, "LeaseNotPresentWithBlobOperation", "There is currently no lease on the blob.");
        if (request.Header("If-None-Match") == "*" && blob is not null)
            throw BlobErrors.BlobExists();
        if (!Holds(request, blob))
            throw BlobErrors.ConditionNotMet();
    }

    /// <summary>Returns 304 for a read whose reader has it already; throws 412 when a demanded state is not there.</summary>
    public static bool IsUnchanged(BlobRequest request, StoredBlob blob)
    {
        if (Holds(request, blob))
            return false;
        var negative = request.Header("If-None-Match") is not null || request.Header("If-Modified-Since") is not null;
        return negative ? true : throw BlobErrors.ConditionNotMet();
    }

    public static void CheckLease(BlobRequest request, BlobLease lease, DateTimeOffset now, string on)
    {
        var given = request.Header("x-ms-lease-id");
        if (!lease.IsHeld(now))
        {
            if (given is not null)
                throw new BlobErrorException(412, "LeaseLost", "A lease ID was specified, but the lease has expired.");
            return;
        }
        if (given is null)
            throw new BlobErrorException(412, "LeaseIdMissing", "There is currently a lease on it and no lease ID was specified in the request.");
        if (!given.Equals(lease.Id, StringComparison.OrdinalIgnoreCase))
            throw new BlobErrorException(412, $"LeaseIdMismatchWith{on}Operation", "The lease ID specified did not match.");
    }

    private static bool Holds(BlobRequest request, StoredBlob? blob)
    {
        if (request.Header("If-Match") is { } match && (blob is null || (match != "*" && Quoted(match) != blob.ETag)))
            return false;
        if (request.Header("If-None-Match") is { } none && blob is not null && (none == "*" || Quoted(none) == blob.ETag))
            return false;
        var modified = blob?.ModifiedOn.ToUnixTimeSeconds();
        return !(Seconds(request, "If-Modified-Since") is { } since && modified <= since)
            && !(Seconds(request, "If-Unmodified-Since") is { } until && modified > until);
    }

    private static string Quoted(string etag) => etag.StartsWith('"') ? etag : $"\"{etag}\"";

    private static long? Seconds(BlobRequest request, string name) => request.Header(name) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds() : null;
}
