using System.Globalization;
using Deploy.LocalCluster.Blobs.Access;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>Acquires, renews, changes, releases and breaks leases.</summary>
internal sealed class LeaseOperations(BlobAccountState state)
{
    public BlobResponse OnContainer(BlobRequest request)
    {
        lock (state.Gate)
        {
            var container = state.Container(request);
            return Act(request, container.Lease).With("ETag", container.ETag).With("Last-Modified", BlobResponse.HttpDate(container.ModifiedOn));
        }
    }

    public BlobResponse OnBlob(BlobRequest request)
    {
        lock (state.Gate)
        {
            var container = state.Container(request);
            var blob = state.Blob(request);
            if (!container.BlobLeases.TryGetValue(request.Blob, out var lease))
                container.BlobLeases[request.Blob] = lease = new BlobLease();
            return BlobHeaders.Written(Act(request, lease), blob);
        }
    }

    private BlobResponse Act(BlobRequest request, BlobLease lease)
    {
        var given = request.Header("x-ms-lease-id");
        switch (request.Header("x-ms-lease-action")?.ToLowerInvariant())
        {
            case "acquire":
                return Acquire(request, lease);
            case "renew":
                Demand(given, lease);
                lease.Take(lease.Id!, lease.Duration, state.Now);
                return new BlobResponse(200).With("x-ms-lease-id", lease.Id);
            case "change":
                Demand(given, lease);
                lease.Rename(request.Header("x-ms-proposed-lease-id") ?? throw BlobErrors.Invalid("x-ms-proposed-lease-id"));
                return new BlobResponse(200).With("x-ms-lease-id", lease.Id);
            case "release":
                Demand(given, lease);
                lease.Release();
                return new BlobResponse(200);
            case "break":
                return Break(request, lease);
            default:
                throw BlobErrors.Invalid("x-ms-lease-action");
        }
    }

    private BlobResponse Acquire(BlobRequest request, BlobLease lease)
    {
        var seconds = Number(request, "x-ms-lease-duration") ?? -1;
        if (seconds != -1 && seconds is < 15 or > 60)
            throw BlobErrors.Invalid("x-ms-lease-duration");
        var proposed = request.Header("x-ms-proposed-lease-id") ?? Guid.NewGuid().ToString();
        if (lease.IsHeld(state.Now) && (lease.State(state.Now) == "breaking" || !proposed.Equals(lease.Id, StringComparison.OrdinalIgnoreCase)))
            throw new BlobErrorException(409, "LeaseAlreadyPresent", "There is already a lease present.");
        lease.Take(proposed, seconds == -1 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds), state.Now);
        return new BlobResponse(201).With("x-ms-lease-id", lease.Id);
    }

    private BlobResponse Break(BlobRequest request, BlobLease lease)
    {
        if (lease.Id is null)
            throw new BlobErrorException(409, "LeaseNotPresentWithLeaseOperation", "There is currently no lease on it.");
        var after = Number(request, "x-ms-lease-break-period") is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var left = lease.Break(after, state.Now);
        return new BlobResponse(202).With("x-ms-lease-time", ((int)left.TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    private static void Demand(string? given, BlobLease lease)
    {
        if (given is null || !given.Equals(lease.Id, StringComparison.OrdinalIgnoreCase))
            throw new BlobErrorException(409, "LeaseIdMismatchWithLeaseOperation", "The lease ID specified did not match the lease ID.");
    }

    private static int? Number(BlobRequest request, string header) =>
        int.TryParse(request.Header(header), CultureInfo.InvariantCulture, out var number) ? number : null;
}
