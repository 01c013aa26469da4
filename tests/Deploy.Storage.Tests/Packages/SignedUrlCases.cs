using System.Net;
using Deploy.Storage.Faults;
using Deploy.Storage.Packages;
using Deploy.Storage.Tests.Backends;

namespace Deploy.Storage.Tests.Packages;

public abstract class SignedUrlCases(IStoreBackend backend) : StoreCases(backend)
{
    private static readonly byte[] Bytes = Content.Random(1000);

    [Fact]
    public async Task A_signed_url_reads_its_package_and_nothing_else()
    {
        var store = Open().Packages;
        var address = await StoreAsync(store);
        var signed = await store.SignAsync(address, TimeSpan.FromDays(90), Token);

        using var read = await GetAsync(signed.Url);
        using var deleted = await GetAsync(signed.Url, HttpMethod.Delete);
        using var unsigned = await GetAsync(new Uri(signed.Url.GetLeftPart(UriPartial.Path)));
        using var other = await GetAsync(new Uri(signed.Url.ToString().Replace("orders.jar", "other.jar", StringComparison.Ordinal)));

        Assert.Equal(Bytes, await read.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(HttpStatusCode.Forbidden, deleted.StatusCode);
        Assert.False(unsigned.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    [Fact]
    public async Task An_expired_url_gives_403()
    {
        var store = Open().Packages;
        var address = await StoreAsync(store);
        var clock = new SteppedClock();
        clock.Advance(TimeSpan.FromHours(-3));
        // Signed three hours ago for one hour.
        var signed = await Open(clock).Packages.SignAsync(address, TimeSpan.FromHours(1), Token);

        using var answer = await GetAsync(signed.Url);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Matches("AuthenticationFailed|AuthorizationFailure", await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_url_says_when_it_expires_and_its_text_hides_the_signature()
    {
        var store = Open().Packages;
        var address = await StoreAsync(store);

        var signed = await store.SignAsync(address, TimeSpan.FromDays(30), Token);

        Assert.Equal(signed.ExpiresOn, UrlLifetime.Read(signed.Url));
        Assert.Contains("sig=", signed.Url.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", signed.ToString(), StringComparison.Ordinal);
        Assert.Equal(address, store.Recognise(signed.Url));
        Assert.Null(store.Recognise(new Uri("https://elsewhere.example/packages/orders/1.0.0/orders.jar")));
    }

    [Fact]
    public async Task Two_moments_give_two_urls()
    {
        var store = Open().Packages;
        var address = await StoreAsync(store);
        var until = TimeProvider.System.GetUtcNow().AddDays(10);

        var one = await store.SignUntilAsync(address, until, Token);
        var two = await store.SignUntilAsync(address, until.AddSeconds(1), Token);

        Assert.NotEqual(one.Url, two.Url);
        Assert.Equal(TimeSpan.FromSeconds(1), two.ExpiresOn - one.ExpiresOn);
    }

    [Fact]
    public async Task A_moment_given_is_met_to_the_second_whatever_the_clock_does_meanwhile()
    {
        var store = Open(new RunningClock()).Packages;
        var until = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

        var signed = await store.SignUntilAsync(new("orders", "1.0.0", "orders.jar"), until, Token);

        Assert.Equal(until, signed.ExpiresOn);
        Assert.Equal(until, UrlLifetime.Read(signed.Url));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(91)]
    public async Task A_lifetime_out_of_range_is_refused(int days)
    {
        var e = await Assert.ThrowsAsync<StorageException>(() =>
            Open().Packages.SignAsync(new("orders", "1.0.0", "orders.jar"), TimeSpan.FromDays(days), Token));
        Assert.Equal("OtherUpstream.InvalidParameter", e.Code);
    }

    private static async Task<PackageAddress> StoreAsync(PackageStore store) =>
        (await store.UploadAsync(Content.Upload(Bytes), new MemoryStream(Bytes), null, Token)).Package.Address;

    /// <summary>A clock that moves on with each look at it.</summary>
    private sealed class RunningClock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now += TimeSpan.FromMilliseconds(1);
    }
}
