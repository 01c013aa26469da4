using System.Text.RegularExpressions;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>Creates, describes and deletes containers.</summary>
internal sealed partial class ContainerOperations(BlobAccountState state)
{
    public BlobResponse Create(BlobRequest request)
    {
        if (!ValidName.IsMatch(request.Container))
            throw BlobErrors.InvalidName();
        lock (state.Gate)
        {
            if (state.Containers.ContainsKey(request.Container))
                throw BlobErrors.ContainerExists();
            var container = new BlobContainer(request.Container, state.NextETag(), state.Now, BlobHeaders.Metadata(request));
            state.Containers.Add(request.Container, container);
            return Describe(new BlobResponse(201), container);
        }
    }

    public BlobResponse Properties(BlobRequest request)
    {
        lock (state.Gate)
        {
            var container = state.Container(request);
            var response = Describe(new BlobResponse(200), container);
            foreach (var (name, value) in container.Metadata)
                response.With("x-ms-meta-" + name, value);
            return response.With("x-ms-lease-state", container.Lease.State(state.Now))
                .With("x-ms-lease-status", container.Lease.IsHeld(state.Now) ? "locked" : "unlocked");
        }
    }

    public BlobResponse Delete(BlobRequest request)
    {
        lock (state.Gate)
        {
            var container = state.Container(request);
            BlobConditions.CheckLease(request, container.Lease, state.Now, "Container");
            state.Containers.Remove(container.Name);
            return new BlobResponse(202);
        }
    }

    private static BlobResponse Describe(BlobResponse response, BlobContainer container) =>
        response.With("ETag", container.ETag).With("Last-Modified", BlobResponse.HttpDate(container.ModifiedOn));

    [GeneratedRegex(@"^(\$root|[a-z0-9](-?[a-z0-9]){2,62})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ValidName { get; }
}
