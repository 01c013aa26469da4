using System.Net;
using Deploy.Storage.Archives;
using Deploy.Storage.Faults;
using Deploy.Storage.Tests.Backends;

namespace Deploy.Storage.Tests.Faults;

public sealed class FaultMappingTests() : StoreCases(new LocalBackend())
{
    [Theory]
    [InlineData(403, "AuthenticationFailed", StoreFault.Denied, "OtherUpstream.SecretAKError")]
    [InlineData(403, "AuthorizationPermissionMismatch", StoreFault.Denied, "OtherUpstream.SecretAKError")]
    [InlineData(401, "ExpiredAuthenticationToken", StoreFault.Expired, "OtherUpstream.SecretAKError")]
    [InlineData(404, "BlobNotFound", StoreFault.NotFound, "Package.NotFound")]
    [InlineData(409, "BlobAlreadyExists", StoreFault.AlreadyExists, "Package.Exists")]
    [InlineData(409, "ContainerBeingDeleted", StoreFault.Unavailable, "Package.StoreUnavailable")]
    [InlineData(412, "ConditionNotMet", StoreFault.Conflict, "Package.StoreConflict")]
    [InlineData(412, "LeaseLost", StoreFault.Conflict, "Package.StoreConflict")]
    [InlineData(503, "ServerBusy", StoreFault.Unavailable, "Package.StoreUnavailable")]
    [InlineData(500, "InternalError", StoreFault.Unavailable, "Package.StoreUnavailable")]
    [InlineData(400, "InvalidHeaderValue", StoreFault.Invalid, "OtherUpstream.InvalidParameter")]
    public async Task Every_refusal_has_its_code(int status, string storeCode, StoreFault fault, string code)
    {
        var store = Open(through: inner => new FaultyHandler(inner) { Before = (_, _) => Refusal(status, storeCode) });

        var e = await Assert.ThrowsAsync<StorageException>(() => store.Archive.IndexAsync([Replica], Token));

        Assert.Equal(fault, e.Fault);
        Assert.Equal(code, e.Code);
        Assert.NotEmpty(e.Suggestion);
        Assert.Contains(storeCode, e.Message, StringComparison.Ordinal);
    }

    // A proxy on the way refuses without the store's own code.
    [Theory]
    [InlineData(403, StoreFault.Denied)]
    [InlineData(404, StoreFault.NotFound)]
    [InlineData(409, StoreFault.Conflict)]
    public async Task A_refusal_without_a_code_is_a_refusal_still(int status, StoreFault fault)
    {
        var store = Open(through: inner => new FaultyHandler(inner) { Before = (_, _) => new HttpResponseMessage((HttpStatusCode)status) });

        var e = await Assert.ThrowsAsync<StorageException>(() => store.Archive.IndexAsync([Replica], Token));

        Assert.Equal(fault, e.Fault);
    }

    [Fact]
    public async Task A_busy_store_is_asked_again()
    {
        FaultyHandler? seen = null;
        var store = Open(through: inner => seen = new FaultyHandler(inner) { Before = (_, n) => n <= 2 ? Refusal(503, "ServerBusy") : null }, retries: 3);

        await store.Packages.CreateContainerAsync(Token);

        Assert.Equal(3, seen!.Count);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_said_without_the_key()
    {
        var store = Open(through: inner => new FaultyHandler(inner) { Before = (_, _) => throw new HttpRequestException("connection refused") }, retries: 1);

        var e = await Assert.ThrowsAsync<StorageException>(() => store.Packages.CreateContainerAsync(Token));

        Assert.Equal(StoreFault.Unavailable, e.Fault);
        Assert.True(e.IsTransient);
        Assert.DoesNotContain("AccountKey", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_not_a_fault()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open().Packages.CreateContainerAsync(stop.Token));
    }

    [Theory]
    [InlineData("AccountName=a;AccountKey=c2VjcmV0;BlobEndpoint=nonsense")]
    [InlineData("gibberish")]
    public void An_unreadable_connection_string_is_not_repeated(string text)
    {
        var e = Assert.Throws<StorageException>(() => BlobStore.Open(new() { ConnectionString = text }));
        Assert.Equal("OtherUpstream.InvalidParameter", e.Code);
        Assert.DoesNotContain("c2VjcmV0", e.ToString(), StringComparison.Ordinal);
    }

    private static ArchivedReplica Replica => new() { Uid = "u", Namespace = "n", Name = "p", Module = "m", ArchivedOn = TimeProvider.System.GetUtcNow() };

    private static HttpResponseMessage Refusal(int status, string code)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message></Error>", null, "application/xml"),
        };
        answer.Headers.Add("x-ms-error-code", code);
        return answer;
    }
}
