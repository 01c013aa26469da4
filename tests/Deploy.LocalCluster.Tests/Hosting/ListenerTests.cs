using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Listening;
using Deploy.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.LocalCluster.Tests.Hosting;

public sealed class ListenerTests : IHttpEndpoint, IAsyncLifetime
{
    private readonly EndpointRouter router = new();
    private readonly TaskCompletionSource readerGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LoopbackListener? listener;

    public ValueTask InitializeAsync()
    {
        router.Add("s", this);
        listener = LoopbackListener.Open(router, NullLoggerFactory.Instance);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => listener!.DisposeAsync();

    async Task<EndpointResponse> IHttpEndpoint.HandleAsync(EndpointRequest request, CancellationToken ct) => request.Path switch
    {
        "/echo" => EndpointResponse.Json(200, await request.ReadBodyAsync(int.MaxValue, ct)),
        "/ignore" => EndpointResponse.Text(200, "not read"),
        "/quiet" => new EndpointResponse { Status = 200, WriteBody = QuietAsync },
        "/parts" => new EndpointResponse { Status = 200, WriteBody = PartsAsync },
        _ => EndpointResponse.Text(200, $"{request.Method} {request.Path} {request.Query("a")}"),
    };

    [Fact]
    public async Task Requests_follow_each_other_on_one_connection()
    {
        var answers = await SendAsync("GET /s/x%2Fy?a=1%202 HTTP/1.1\r\nHost: h\r\n\r\nHEAD /s/z HTTP/1.1\r\n\r\nGET /s/last HTTP/1.1\r\nConnection: close\r\n\r\n");
        Assert.Contains("GET /x%2Fy 1 2", answers, StringComparison.Ordinal);
        Assert.DoesNotContain("HEAD /z", answers, StringComparison.Ordinal);
        Assert.EndsWith("GET /last ", answers, StringComparison.Ordinal);
        Assert.Equal(3, answers.Split("HTTP/1.1 200 OK").Length - 1);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nTrailer: t\r\n\r\n")]
    [InlineData("Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello")]
    public async Task Bodies_are_read(string rest)
    {
        var answer = await SendAsync($"POST /s/echo HTTP/1.1\r\n{rest}GET /s/next HTTP/1.1\r\nConnection: close\r\n\r\n");
        Assert.Contains("\r\n\r\nhelloHTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("GET /next ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_nobody_read_is_skipped()
    {
        var answer = await SendAsync("POST /s/ignore HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET /s/next HTTP/1.1\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("GET /next ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_may_fill_the_buffer_at_any_byte()
    {
        // Three bytes an item: 64 KiB end at each of them in turn.
        using var connection = new MemoryStream();
        await using var body = new AnswerBody(connection, isChunked: false);
        await FullView.WriteListAsync(body, "{\"kind\":\"List\""u8.ToArray(), Enumerable.Repeat<ReadOnlyMemory<byte>>("}"u8.ToArray(), 100_000), TestContext.Current.CancellationToken, "{"u8.ToArray());
        using var list = JsonDocument.Parse(connection.ToArray());
        Assert.Equal(100_000, list.RootElement.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET /s/x HTTP/2.0\r\n\r\n")]
    [InlineData("POST /s/echo HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("POST /s/echo HTTP/1.1\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("GET /s/x HTTP/1.1\r\n folded: x\r\n\r\n")]
    public async Task What_is_no_request_is_refused(string text) => Assert.StartsWith("HTTP/1.1 400", await SendAsync(text), StringComparison.Ordinal);

    [Fact]
    public async Task Written_bodies_arrive_in_parts_and_end()
    {
        using var http = new HttpClient();
        Assert.Equal("one two", await http.GetStringAsync(new Uri(listener!.Origin, "s/parts")));
        Assert.EndsWith("\r\n\r\none two", await SendAsync("GET /s/parts HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_head_comes_before_the_first_byte_and_a_reader_that_leaves_is_noticed()
    {
        using var http = new HttpClient();
        using (var answer = await http.GetAsync(new Uri(listener!.Origin, "s/quiet"), HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await readerGone.Task.WaitAsync(Eventually.Bound, TimeProvider.System);
    }

    private static async Task PartsAsync(Stream body, CancellationToken ct)
    {
        await body.WriteAsync("one "u8.ToArray(), ct);
        await body.WriteAsync("two"u8.ToArray(), ct);
    }

    private async Task QuietAsync(Stream body, CancellationToken ct)
    {
        await using var registration = ct.Register(() => readerGone.TrySetResult());
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
    }

    private async Task<string> SendAsync(string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, listener!.Origin.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync().WaitAsync(Eventually.Bound, TimeProvider.System);
    }
}
