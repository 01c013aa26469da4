using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Deploy.Storage.Faults;

/// <summary>Listings of a container that nobody has written to yet: empty, not an error.</summary>
internal static class Listing
{
    public static async IAsyncEnumerable<T> ExistingAsync<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var each = items.GetAsyncEnumerator(ct);
        while (await NextAsync(each))
            yield return each.Current;
    }

    private static async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> each)
    {
        try
        {
            return await each.MoveNextAsync();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound.ToString())
        {
            return false;
        }
    }
}
