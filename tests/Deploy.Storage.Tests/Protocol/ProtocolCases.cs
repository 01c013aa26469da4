using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Deploy.Storage.Connections;
using Deploy.Storage.Tests.Backends;

namespace Deploy.Storage.Tests.Protocol;

/// <summary>What the SDK asks of a blob service, beyond what the stores use today.</summary>
public abstract class ProtocolCases(IStoreBackend backend) : StoreCases(backend)
{
    [Fact]
    public async Task Containers_are_created_once_listed_and_deleted()
    {
        var container = Container();
        await container.CreateAsync(cancellationToken: Token);
        Assert.Equal("ContainerAlreadyExists", (await Refused(() => container.CreateAsync(cancellationToken: Token))).ErrorCode);
        Assert.True(await container.ExistsAsync(Token));
        var listed = await container.GetParentBlobServiceClient().GetBlobContainersAsync(prefix: Prefix, cancellationToken: Token).ToArrayAsync(Token);
        Assert.Equal(container.Name, Assert.Single(listed).Name);
        await container.DeleteAsync(cancellationToken: Token);
        Assert.Equal("ContainerNotFound", (await Refused(() => container.GetPropertiesAsync(cancellationToken: Token))).ErrorCode);
    }

    [Fact]
    public async Task Ranges_are_read_to_the_byte()
    {
        var content = Content.Random(3_000_000);
        var blob = await PutAsync("big", content);

        var part = await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(1_048_570, 20) }, Token);
        var bytes = new MemoryStream();
        await part.Value.Content.CopyToAsync(bytes, Token);
        Assert.Equal(content[1_048_570..1_048_590], bytes.ToArray());
        var whole = new MemoryStream();
        await blob.DownloadToAsync(whole, Token);
        Assert.Equal(content, whole.ToArray());
        Assert.Equal(416, (await Refused(() => blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(4_000_000, 1) }, Token))).Status);
    }

    [Fact]
    public async Task An_empty_blob_is_a_blob()
    {
        var blob = await PutAsync("empty", []);
        Assert.Equal(0, (await blob.DownloadContentAsync(Token)).Value.Content.ToMemory().Length);
        Assert.Equal(0, (await blob.GetPropertiesAsync(cancellationToken: Token)).Value.ContentLength);
    }

    [Theory]
    [InlineData("plain.txt")]
    [InlineData("folder/with space/ünï+plus%percent&amp;.json")]
    public async Task Names_survive(string name)
    {
        var blob = await PutAsync(name, [1, 2, 3]);
        Assert.Equal(3, (await blob.GetPropertiesAsync(cancellationToken: Token)).Value.ContentLength);
        Assert.Contains(name, await Container().GetBlobsAsync(cancellationToken: Token).Select(b => b.Name).ToArrayAsync(Token));
    }

    [Fact]
    public async Task Metadata_and_properties_are_kept_and_changed()
    {
        var blob = await PutAsync("m", [1]);
        await blob.SetMetadataAsync(new Dictionary<string, string> { ["one"] = "1", ["two"] = "a b" }, cancellationToken: Token);
        await blob.SetHttpHeadersAsync(new BlobHttpHeaders { ContentType = "text/x" }, cancellationToken: Token);
        var found = (await blob.GetPropertiesAsync(cancellationToken: Token)).Value;
        Assert.Equal("a b", found.Metadata["two"]);
        Assert.Equal("text/x", found.ContentType);
        var listed = await Container().GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, Token).SingleAsync(Token);
        Assert.Equal("1", listed.Metadata["one"]);
    }

    [Fact]
    public async Task Listings_page_and_fold()
    {
        foreach (var name in new[] { "a/1", "a/2", "a/b/3", "b", "c/4" })
            await PutAsync(name, [1]);
        var pages = await Container().GetBlobsAsync(cancellationToken: Token).AsPages(pageSizeHint: 2).Select(p => p.Values.Count).ToArrayAsync(Token);
        var folded = await Container().GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Delimiter = "/" }, Token)
            .Select(i => i.IsPrefix ? i.Prefix : i.Blob.Name).ToArrayAsync(Token);
        var within = await Container().GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Delimiter = "/", Prefix = "a/" }, Token)
            .Select(i => i.IsPrefix ? i.Prefix : i.Blob.Name).ToArrayAsync(Token);
        Assert.Equal([2, 2, 1], pages);
        Assert.Equal(["a/", "b", "c/"], folded.Order(StringComparer.Ordinal));
        Assert.Equal(["a/1", "a/2", "a/b/"], within.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Conditions_decide()
    {
        var blob = await PutAsync("c", [1]);
        var etag = (await blob.GetPropertiesAsync(cancellationToken: Token)).Value.ETag;
        Assert.Equal(409, (await Refused(() => blob.UploadAsync(BinaryData.FromString("x"), overwrite: false, Token))).Status);
        Assert.Equal(412, (await Refused(() => Upload(blob, new() { IfMatch = new ETag("\"0x0\"") }))).Status);
        await Upload(blob, new() { IfMatch = etag });
        Assert.Equal(412, (await Refused(() => blob.DeleteAsync(conditions: new() { IfMatch = etag }, cancellationToken: Token))).Status);
        var now = (await blob.GetPropertiesAsync(cancellationToken: Token)).Value.ETag;
        var unchanged = await blob.DownloadStreamingAsync(new BlobDownloadOptions { Conditions = new() { IfNoneMatch = now } }, Token);
        Assert.Equal(304, unchanged.GetRawResponse().Status);
    }

    [Fact]
    public async Task A_lease_keeps_others_out()
    {
        var blob = await PutAsync("l", [1]);
        var mine = blob.GetBlobLeaseClient();
        await mine.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Token);
        Assert.Equal(409, (await Refused(() => blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Token))).Status);
        Assert.Equal("LeaseIdMissing", (await Refused(() => blob.DeleteAsync(cancellationToken: Token))).ErrorCode);
        await Upload(blob, new() { LeaseId = mine.LeaseId });
        await mine.RenewAsync(cancellationToken: Token);
        Assert.Equal(LeaseState.Leased, (await blob.GetPropertiesAsync(cancellationToken: Token)).Value.LeaseState);
        await mine.ReleaseAsync(cancellationToken: Token);
        await blob.DeleteAsync(cancellationToken: Token);
    }

    [Fact]
    public async Task A_broken_lease_is_free_again()
    {
        var container = await ExistingAsync();
        var lease = container.GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Token);
        Assert.Equal(412, (await Refused(() => container.DeleteAsync(cancellationToken: Token))).Status);
        await lease.BreakAsync(TimeSpan.Zero, cancellationToken: Token);
        await container.DeleteAsync(cancellationToken: Token);
    }

    [Fact]
    public async Task Blocks_become_a_blob_by_their_list()
    {
        var blob = (await ExistingAsync()).GetBlockBlobClient("blocks");
        string[] ids = [.. Enumerable.Range(0, 3).Select(i => Convert.ToBase64String([(byte)i]))];
        foreach (var id in ids)
            await blob.StageBlockAsync(id, new MemoryStream(Convert.FromBase64String(id)), cancellationToken: Token);
        Assert.False(await blob.ExistsAsync(Token));
        await blob.CommitBlockListAsync([ids[2], ids[0]], cancellationToken: Token);
        Assert.Equal([2, 0], (await blob.DownloadContentAsync(Token)).Value.Content.ToArray());
        var list = (await blob.GetBlockListAsync(BlockListTypes.All, cancellationToken: Token)).Value;
        Assert.Equal([ids[2], ids[0]], list.CommittedBlocks.Select(b => b.Name));
        Assert.Empty(list.UncommittedBlocks);
        Assert.Equal("InvalidBlockList", (await Refused(() => blob.CommitBlockListAsync([ids[1]], cancellationToken: Token))).ErrorCode);
    }

    [Fact]
    public async Task Appends_add_up()
    {
        var blob = (await ExistingAsync()).GetAppendBlobClient("log");
        await blob.CreateAsync(cancellationToken: Token);
        await blob.AppendBlockAsync(new MemoryStream([1, 2]), cancellationToken: Token);
        await blob.AppendBlockAsync(new MemoryStream([3]), cancellationToken: Token);
        var back = (await blob.DownloadContentAsync(Token)).Value;
        Assert.Equal([1, 2, 3], back.Content.ToArray());
        Assert.Equal(2, back.Details.BlobCommittedBlockCount);
        Assert.Equal(412, (await Refused(() => blob.AppendBlockAsync(new MemoryStream([9]),
            new() { Conditions = new() { IfAppendPositionEqual = 2 } }, Token))).Status);
    }

    // The checksums of the bytes 1, 2, 3 are Uonfc331cyb83SJZevsfrA== (MD5) and wBdArCrzewI= (CRC-64).
    [Theory]
    [InlineData("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==", "Md5Mismatch")]
    [InlineData("Content-MD5", "Uonfc331cyb83SJZevsf", "InvalidMd5")]
    [InlineData("Content-MD5", "not base64", "InvalidMd5")]
    [InlineData("x-ms-content-crc64", "AAAAAAAAAAA=", "Crc64Mismatch")]
    [InlineData("x-ms-content-crc64", "AAAA", "InvalidHeaderValue")]
    [InlineData("both", "", "BothCrc64AndMd5HeaderPresent")]
    [InlineData("Content-MD5", "Uonfc331cyb83SJZevsfrA==", "")]
    [InlineData("x-ms-content-crc64", "wBdArCrzewI=", "")]
    public async Task Blocks_blobs_and_appends_are_taken_only_as_announced(string header, string value, string code)
    {
        var container = await ExistingAsync();
        await container.GetAppendBlobClient("log").CreateAsync(cancellationToken: Token);
        (string Name, string Value)[] checksums = header == "both"
            ? [("Content-MD5", "Uonfc331cyb83SJZevsfrA=="), ("x-ms-content-crc64", "wBdArCrzewI=")]
            : [(header, value)];

        foreach (var (blob, query) in new[] { ("blocks", "&comp=block&blockid=AQ%3D%3D"), ("whole", ""), ("log", "&comp=appendblock") })
        {
            using var answer = await SendAsync(container, blob, query, [("x-ms-blob-type", "BlockBlob"), .. checksums]);
            var said = await answer.Content.ReadAsStringAsync(Token);
            Assert.True(code.Length == 0 ? answer.IsSuccessStatusCode : (int)answer.StatusCode == 400, $"{blob}: {answer.StatusCode} {said}");
            Assert.Contains(code, said, StringComparison.Ordinal);
        }

        var stored = code.Length == 0 ? 3 : 0;
        Assert.Equal(stored, (await container.GetAppendBlobClient("log").GetPropertiesAsync(cancellationToken: Token)).Value.ContentLength);
        Assert.Equal(stored > 0, await container.GetBlobClient("whole").ExistsAsync(Token));
        var waiting = container.GetBlockBlobClient("blocks").CommitBlockListAsync(["AQ=="], cancellationToken: Token);
        if (stored == 0)
            Assert.Equal("InvalidBlockList", (await Refused(() => waiting)).ErrorCode);
        else
            await waiting;
    }

    [Fact]
    public async Task A_blob_is_checked_by_the_digest_that_it_is_to_keep()
    {
        var container = await ExistingAsync();
        const string right = "Uonfc331cyb83SJZevsfrA==", wrong = "AAAAAAAAAAAAAAAAAAAAAA==";

        using var refused = await SendAsync(container, "blob", "", [("x-ms-blob-type", "BlockBlob"), ("x-ms-blob-content-md5", wrong), ("Content-MD5", right)]);
        Assert.Contains("Md5Mismatch", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.False(await container.GetBlobClient("blob").ExistsAsync(Token));
        using var taken = await SendAsync(container, "blob", "", [("x-ms-blob-type", "BlockBlob"), ("x-ms-blob-content-md5", right)]);
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync(Token));
        Assert.Equal(Convert.FromBase64String(right), (await container.GetBlobClient("blob").GetPropertiesAsync(cancellationToken: Token)).Value.ContentHash);
    }

    [Fact]
    public async Task A_wrong_key_is_refused()
    {
        var wrong = Backend.ConnectionString.Split(';').Select(p => p.StartsWith("AccountKey=", StringComparison.Ordinal) ? "AccountKey=AAAA" : p);
        var container = new BlobContainerClient(string.Join(';', wrong), Prefix + "raw",
            new BlobClientOptions(ServiceClients.Version) { Transport = new Azure.Core.Pipeline.HttpClientTransport(Backend.CreateHandler()) });
        Assert.Equal(403, (await Refused(() => container.CreateAsync(cancellationToken: Token))).Status);
    }

    /// <summary>Writes the bytes 1, 2, 3 without the SDK, with headers of its own.</summary>
    private async Task<HttpResponseMessage> SendAsync(BlobContainerClient container, string blob, string query, (string Name, string Value)[] headers)
    {
        var url = container.GetBlobClient(blob).GenerateSasUri(BlobSasPermissions.All, TimeProvider.System.GetUtcNow().AddHours(1));
        using var client = new HttpClient(Backend.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(url.AbsoluteUri + query));
        request.Content = new ByteArrayContent([1, 2, 3]);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value));
        return await client.SendAsync(request, Token);
    }

    private static Task<Response<BlobContentInfo>> Upload(BlobClient blob, BlobRequestConditions conditions) =>
        blob.UploadAsync(BinaryData.FromString("new"), new BlobUploadOptions { Conditions = conditions }, Token);

    private static Task<RequestFailedException> Refused(Func<Task> call) => Assert.ThrowsAsync<RequestFailedException>(call);

    private async Task<BlobContainerClient> ExistingAsync()
    {
        var container = Container();
        await container.CreateIfNotExistsAsync(cancellationToken: Token);
        return container;
    }

    private async Task<BlobClient> PutAsync(string name, byte[] content)
    {
        var blob = (await ExistingAsync()).GetBlobClient(name);
        await blob.UploadAsync(new BinaryData(content), cancellationToken: Token);
        return blob;
    }
}
