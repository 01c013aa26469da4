using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;

namespace Deploy.Storage.Faults;

/// <summary>Runs a call of the SDK and turns its failures into <see cref="StorageException"/>: the one place that maps them.</summary>
internal static class Guarded
{
    public static async Task<T> RunAsync<T>(string what, Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is not StorageException)
        {
            if (Translate(what, e, ct) is { } fault)
                throw fault;
            throw;
        }
    }

    public static Task RunAsync(string what, Func<Task> call, CancellationToken ct) =>
        RunAsync(what, async () => { await call(); return true; }, ct);

    public static async IAsyncEnumerable<T> EachAsync<T>(
        string what, IAsyncEnumerable<T> items, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var each = items.GetAsyncEnumerator(ct);
        while (await RunAsync(what, () => each.MoveNextAsync().AsTask(), ct))
            yield return each.Current;
    }

    public static StorageException? Translate(string what, Exception e, CancellationToken ct) => e switch
    {
        StorageException known => known,
        RequestFailedException failed => FromStatus(what, failed),
        AuthenticationFailedException => new(StoreFault.Denied, $"{what}: no identity could enter the store.",
            "Check the managed identity, or give a connection string.", e),
        OperationCanceledException when !ct.IsCancellationRequested => new(StoreFault.TimedOut,
            $"{what}: the store did not answer in time.", "Check the network, then run it again.", e),
        // The SDK collects the failures of all attempts; the last one says what it ended with.
        AggregateException { InnerExceptions: { Count: > 0 } all } => Translate(what, all[^1], ct),
        HttpRequestException or IOException and not FileNotFoundException => new(StoreFault.Unavailable, $"{what}: the store cannot be reached.",
            "Check the network and the store's endpoint, then run it again.", e),
        _ => null,
    };

    private static StorageException FromStatus(string what, RequestFailedException e)
    {
        var (fault, said, suggestion) = Describe(e);
        var status = e.Status == 0 ? "no answer" : $"{e.Status} {e.ErrorCode}".TrimEnd();
        // The SDK's message repeats request headers, so only status and code are said.
        return new(fault, $"{what}: {said} ({status}).", suggestion);
    }

    private static (StoreFault Fault, string Said, string Suggestion) Describe(RequestFailedException e) => (e.Status, e.ErrorCode) switch
    {
        (404, var code) when code == BlobErrorCode.ContainerNotFound.ToString() => (StoreFault.ContainerMissing, "the container is not there",
            "It is created by the first upload; check the container's name in the store connection."),
        (404, _) => (StoreFault.NotFound, "the blob is not there", "List the packages (Get-ModulePackage) and choose one of them."),
        (401 or 403, _) when SaysExpired(e) => (StoreFault.Expired, "the signature or token has expired",
            "Refresh it (Update-ModulePackageUrl) or renew the credential."),
        (401 or 403, _) => (StoreFault.Denied, "the credential is not accepted",
            "Check the account key or the identity's role (Storage Blob Data Contributor)."),
        (409, var code) when code == BlobErrorCode.BlobAlreadyExists.ToString() => (StoreFault.AlreadyExists, "a blob of this name is there already",
            "Publish under a new version, or remove the stored one first."),
        (409, var code) when code == BlobErrorCode.ContainerBeingDeleted.ToString() => (StoreFault.Unavailable, "the container is being deleted",
            "Wait for a minute and run it again."),
        (409 or 412, _) => (StoreFault.Conflict, "somebody else changed it in between", "Run it again."),
        (408, _) => (StoreFault.TimedOut, "the store did not answer in time", "Check the network, then run it again."),
        (0 or 429 or >= 500, _) => (StoreFault.Unavailable, "the store is not available", "Check the network and the store, then run it again."),
        (400, var code) when IsChecksum(code) => (StoreFault.DigestMismatch, "the content was damaged on its way", "Run it again."),
        _ => (StoreFault.Invalid, "the store refused the request", "Check the names and the store connection."),
    };

    private static bool IsChecksum(string? code) => code is "Md5Mismatch" or "Crc64Mismatch";

    private static bool SaysExpired(RequestFailedException e) =>
        e.ErrorCode == BlobErrorCode.AuthenticationFailed.ToString() && e.Message.Contains("Signature not valid in the specified time frame", StringComparison.Ordinal)
        || e.ErrorCode == "ExpiredAuthenticationToken";
}
