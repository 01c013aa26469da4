using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Deploy.Storage.Tests.Backends;

namespace Deploy.Storage.Tests.Protocol;

/// <summary>
/// The SDK sends a CRC-64 within a structured body. Azure speaks it; the local endpoint does not, and says so. (Azurite takes it for content.)
/// </summary>
public sealed class StructuredBodyTests() : StoreCases(new LocalBackend())
{
    private static readonly UploadTransferValidationOptions Crc = new() { ChecksumAlgorithm = StorageChecksumAlgorithm.StorageCrc64 };

    [Fact]
    public async Task A_structured_body_is_refused_and_nothing_of_it_stored()
    {
        var container = Container();
        await container.CreateAsync(cancellationToken: Token);
        var (blocks, log, whole) = (container.GetBlockBlobClient("blocks"), container.GetAppendBlobClient("log"), container.GetBlobClient("whole"));
        await log.CreateAsync(cancellationToken: Token);

        Func<Task>[] writes =
        [
            () => blocks.StageBlockAsync("AQ==", new MemoryStream([1, 2, 3]), new BlockBlobStageBlockOptions { TransferValidation = Crc }, Token),
            () => log.AppendBlockAsync(new MemoryStream([1, 2, 3]), new AppendBlobAppendBlockOptions { TransferValidation = Crc }, Token),
            () => whole.UploadAsync(new BinaryData([1, 2, 3]), new BlobUploadOptions { TransferValidation = Crc }, Token),
        ];
        foreach (var write in writes)
        {
            var e = await Assert.ThrowsAsync<RequestFailedException>(write);
            Assert.Equal((400, "InvalidHeaderValue"), (e.Status, e.ErrorCode));
            Assert.Contains("x-ms-structured-body", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await log.GetPropertiesAsync(cancellationToken: Token)).Value.ContentLength);
        Assert.False(await whole.ExistsAsync(Token));
        Assert.Equal("BlobNotFound", (await Assert.ThrowsAsync<RequestFailedException>(() =>
            blocks.GetBlockListAsync(BlockListTypes.All, cancellationToken: Token))).ErrorCode);
    }

    [Fact]
    public async Task A_structured_answer_is_not_promised()
    {
        var container = Container();
        await container.CreateAsync(cancellationToken: Token);
        var blob = container.GetBlobClient("a");
        await blob.UploadAsync(new BinaryData([1, 2, 3]), Token);
        var checkedOnTheWay = new DownloadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.StorageCrc64 };

        var e = await Assert.ThrowsAsync<RequestFailedException>(() =>
            blob.DownloadContentAsync(new BlobDownloadOptions { TransferValidation = checkedOnTheWay }, Token));

        Assert.Equal((400, "InvalidHeaderValue"), (e.Status, e.ErrorCode));
    }
}
