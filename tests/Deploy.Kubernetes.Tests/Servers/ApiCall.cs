using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Deploy.Kubernetes.Tests.Servers;

/// <summary>One request that the test server received, and the ways to answer it.</summary>
internal sealed class ApiCall(Stream stream, string method, string target, IReadOnlyDictionary<string, string> headers, string body, X509Certificate? certificate)
{
    public string Method { get; } = method;

    public string Path { get; } = target.Split('?')[0];

    public string Query { get; } = Uri.UnescapeDataString(target.Contains('?') ? target[(target.IndexOf('?') + 1)..] : "");

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    public string Body { get; } = body;

    public X509Certificate? Certificate { get; } = certificate;

    /// <summary>True when the connection may serve another request.</summary>
    public bool KeepsAlive { get; private set; }

    public string? QueryValue(string name) =>
        Query.Split('&').Select(part => part.Split('=', 2)).FirstOrDefault(pair => pair[0] == name)?[1];

    public Task AnswerAsync(int status, string json, params string[] extraHeaders) => AnswerAsync(status, Encoding.UTF8.GetBytes(json), extraHeaders);

    public async Task AnswerAsync(int status, byte[] bytes, params string[] extraHeaders)
    {
        await HeadAsync(status, [$"Content-Length: {bytes.Length}", .. extraHeaders]);
        await stream.WriteAsync(bytes);
        KeepsAlive = true;
    }

    public Task FailAsync(int status, string reason, string message = "refused", params string[] extraHeaders) => AnswerAsync(status,
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{reason}}","message":"{{message}}","code":{{status}}}""", extraHeaders);

    /// <summary>Begins an answer of unknown length.</summary>
    public Task StartAsync() => HeadAsync(200, ["Transfer-Encoding: chunked"]);

    public async Task WriteAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
        await stream.WriteAsync(bytes);
        await stream.WriteAsync("\r\n"u8.ToArray());
        await stream.FlushAsync();
    }

    public async Task EndAsync()
    {
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
        KeepsAlive = true;
    }

    private async Task HeadAsync(int status, IEnumerable<string> headers)
    {
        List<string> lines = [.. headers];
        if (!lines.Exists(line => line.StartsWith("Content-Type:", StringComparison.Ordinal)))
            lines.Add("Content-Type: application/json");
        var head = $"HTTP/1.1 {status} X\r\n{string.Join("\r\n", lines)}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.FlushAsync();
    }
}
