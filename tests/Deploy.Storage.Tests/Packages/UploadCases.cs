using System.Buffers.Binary;
using Deploy.Storage.Faults;
using Deploy.Storage.Packages;
using Deploy.Storage.Tests.Backends;

namespace Deploy.Storage.Tests.Packages;

public abstract class UploadCases(IStoreBackend backend) : StoreCases(backend)
{
    [Fact]
    public async Task A_package_comes_back_as_it_was_with_who_and_when()
    {
        var content = Content.Random(300_000);
        var store = Open().Packages;
        var progress = new Recorded();

        var result = await store.UploadAsync(Content.Upload(content), new MemoryStream(content), progress, Token);

        var back = new MemoryStream();
        var package = await store.DownloadAsync(result.Package.Address, back, ct: Token);
        Assert.Equal(content, back.ToArray());
        Assert.Equal("Jürgen @ \"desk\"", package.By);
        Assert.Equal("prod/shop", package.Environment);
        Assert.Equal(content.Length, package.Size);
        Assert.Equal(300_000, result.BytesSent);
        Assert.Contains(new TransferProgress(300_000, 300_000), progress.Reports);
        Assert.False(result.AlreadyStored);
    }

    [Fact]
    public async Task The_same_content_again_sends_nothing()
    {
        var content = Content.Random(100_000);
        var store = Open().Packages;
        var first = await store.UploadAsync(Content.Upload(content), new MemoryStream(content), null, Token);

        var second = await store.UploadAsync(Content.Upload(content), new MemoryStream(content), null, Token);

        Assert.True(second.AlreadyStored);
        Assert.Equal(0, second.BytesSent);
        Assert.Equal(first.Package, second.Package);
    }

    [Fact]
    public async Task Other_content_under_the_same_address_is_refused_and_the_first_stays()
    {
        var (one, two) = (Content.Random(1000), Content.Random(1000, seed: 2));
        var store = Open().Packages;
        await store.UploadAsync(Content.Upload(one), new MemoryStream(one), null, Token);

        var e = await Assert.ThrowsAsync<StorageException>(() => store.UploadAsync(Content.Upload(two), new MemoryStream(two), null, Token));

        Assert.Equal("Package.Exists", e.Code);
        Assert.Equal(Content.Upload(one).Sha256, (await store.VerifyAsync(new("orders", "1.0.0", "orders.jar"), Token)).Sha256);
    }

    [Fact]
    public async Task A_broken_upload_goes_on_where_it_stopped()
    {
        var content = Content.Random(10 * (64 << 10) + 17);
        var upload = Content.Upload(content) with { Parallel = 1 };
        var staged = 0;
        var broken = Open(through: inner => new FaultyHandler(inner)
        {
            Before = (request, _) => request.RequestUri!.Query.Contains("comp=block&", StringComparison.Ordinal) && ++staged > 4
                ? throw new HttpRequestException("the line broke") : null,
        });
        await Assert.ThrowsAsync<StorageException>(() => broken.Packages.UploadAsync(upload, new MemoryStream(content), null, Token));
        Assert.Null(await broken.Packages.FindAsync(upload.Address, Token));

        var result = await Open().Packages.UploadAsync(upload, new MemoryStream(content), null, Token);

        Assert.Equal(4 * (64 << 10), result.BytesResumed);
        Assert.Equal(content.Length, result.BytesResumed + result.BytesSent);
    }

    [Fact]
    public async Task Blocks_of_another_content_are_not_taken_over()
    {
        var (old, content) = (Content.Random(200_000, seed: 5), Content.Random(200_000));
        var broken = Open(through: inner => new FaultyHandler(inner)
        {
            Before = (request, _) => request.RequestUri!.Query.Contains("comp=blocklist", StringComparison.Ordinal) && request.Method == HttpMethod.Put
                ? throw new HttpRequestException("the line broke") : null,
        });
        await Assert.ThrowsAsync<StorageException>(() => broken.Packages.UploadAsync(Content.Upload(old), new MemoryStream(old), null, Token));

        var result = await Open().Packages.UploadAsync(Content.Upload(content), new MemoryStream(content), null, Token);

        Assert.Equal(0, result.BytesResumed);
        Assert.Equal(Content.Upload(content).Sha256, result.Package.Sha256);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_counts_as_done()
    {
        var content = Content.Random(1000);
        var lost = 0;
        var store = Open(through: inner => new FaultyHandler(inner)
        {
            After = (request, _) =>
            {
                if (request.Method == HttpMethod.Put && request.RequestUri!.Query.Contains("comp=blocklist", StringComparison.Ordinal) && lost++ == 0)
                    throw new HttpRequestException("the answer was lost");
            },
        }, retries: 2);

        var result = await store.Packages.UploadAsync(Content.Upload(content), new MemoryStream(content), null, Token);

        Assert.True(result.AlreadyStored);
    }

    [Fact]
    public async Task Content_that_is_not_what_was_announced_never_becomes_visible()
    {
        var content = Content.Random(1000);
        var store = Open().Packages;
        var upload = Content.Upload(Content.Random(1000, seed: 9));

        var e = await Assert.ThrowsAsync<StorageException>(() => store.UploadAsync(upload, new MemoryStream(content), null, Token));

        Assert.Equal(StoreFault.DigestMismatch, e.Fault);
        Assert.Null(await store.FindAsync(upload.Address, Token));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(4, 1)]
    [InlineData(2, 4)]
    public async Task A_block_damaged_on_its_way_is_refused_by_the_store_and_sent_again_by_the_next_try(int damaged, int parallel)
    {
        var content = Content.Random(4 * (64 << 10) + 1000);
        var upload = Content.Upload(content) with { Parallel = parallel };
        var store = Open(through: inner => new FaultyHandler(inner) { Damages = request => BlockOf(request) == damaged }, retries: 2).Packages;

        var e = await Assert.ThrowsAsync<StorageException>(() => store.UploadAsync(upload, new MemoryStream(content), null, Token));

        Assert.Equal("Package.DigestMismatch", e.Code);
        Assert.Contains("damaged on its way (400 Md5Mismatch)", e.Message, StringComparison.Ordinal);
        Assert.Null(await store.FindAsync(upload.Address, Token));
        var again = await Open().Packages.UploadAsync(upload, new MemoryStream(content), null, Token);
        Assert.Equal(upload.Sha256, again.Package.Sha256);
        Assert.True(again.BytesSent >= (damaged == 4 ? 1000 : 64 << 10), $"{again.BytesSent} bytes were sent again, and the damaged block was not among them");
    }

    [Fact]
    public async Task Listing_tells_module_and_environment_apart()
    {
        var store = Open().Packages;
        foreach (var (module, version, environment) in new[] { ("orders", "1", "a"), ("orders", "2", "b"), ("orders-x", "1", "a"), ("stock", "1", "") })
        {
            var content = Content.Random(10);
            await store.UploadAsync(Content.Upload(content, module, version) with { Environment = environment }, new MemoryStream(content), null, Token);
        }

        Assert.Equal(["orders/1/orders.jar", "orders/2/orders.jar"], await Names(store.ListAsync("orders", ct: Token)));
        Assert.Equal(["orders/2/orders.jar", "stock/1/orders.jar"], await Names(store.ListAsync(environment: "b", ct: Token)));
    }

    [Fact]
    public async Task Deleting_takes_only_what_was_read_and_is_done_once()
    {
        var content = Content.Random(10);
        var store = Open().Packages;
        var package = (await store.UploadAsync(Content.Upload(content), new MemoryStream(content), null, Token)).Package;

        var e = await Assert.ThrowsAsync<StorageException>(() => store.DeleteAsync(package with { Version = "\"0xOTHER\"" }, Token));
        Assert.Equal(StoreFault.Conflict, e.Fault);
        Assert.True(await store.DeleteAsync(package, Token));
        Assert.False(await store.DeleteAsync(package, Token));
    }

    [Fact]
    public async Task An_empty_store_is_empty_not_an_error()
    {
        var store = Open().Packages;
        Assert.Empty(await Names(store.ListAsync(ct: Token)));
        Assert.Null(await store.FindAsync(new("orders", "1", "a.jar"), Token));
    }

    /// <summary>Which block a request carries, by the place that its id begins with; none for other requests.</summary>
    private static int? BlockOf(HttpRequestMessage request)
    {
        var id = request.RequestUri!.Query.TrimStart('?').Split('&').FirstOrDefault(p => p.StartsWith("blockid=", StringComparison.Ordinal));
        return id is null ? null : BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(Uri.UnescapeDataString(id["blockid=".Length..])));
    }

    private static async Task<string[]> Names(IAsyncEnumerable<StoredPackage> packages) => await packages.Select(p => p.Address.BlobName).ToArrayAsync(Token);

    private sealed class Recorded : IProgress<TransferProgress>
    {
        public List<TransferProgress> Reports { get; } = [];

        public void Report(TransferProgress value)
        {
            lock (Reports)
                Reports.Add(value);
        }
    }
}
