using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Deploy.Testing.Servers;

namespace Deploy.Testing.Bases;

/// <summary>Serves packages over loopback HTTP; a path that is not served is refused as an expired signature is, with 403.</summary>
public sealed class PackageServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _digests = new(StringComparer.Ordinal);
    private readonly HttpListener _listener = new();
    private readonly Uri _address;
    private readonly Task _loop;

    public PackageServer()
    {
        _address = new Uri($"http://127.0.0.1:{FreePort.Take(1)[0].ToString(CultureInfo.InvariantCulture)}/");
        _listener.Prefixes.Add(_address.ToString());
        _listener.Start();
        _loop = ServeAsync();
    }

    public string Add(string path, byte[] content)
    {
        _files["/" + path] = content;
        return new Uri(_address, path + "?sig=planted").ToString();
    }

    /// <summary>Serves a package beside a digest, as a store does that keeps one.</summary>
    public string Add(string path, byte[] content, string sha256)
    {
        _digests["/" + path] = sha256;
        return Add(path, content);
    }

    public string Missing(string path) => new Uri(_address, path + "?sig=planted").ToString();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task ServeAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                if (_files.TryGetValue(context.Request.Url!.AbsolutePath, out var content))
                {
                    if (_digests.TryGetValue(context.Request.Url.AbsolutePath, out var digest))
                        context.Response.Headers["x-ms-meta-sha256"] = digest;
                    context.Response.ContentLength64 = content.Length;
                    context.Response.OutputStream.Write(content);
                }
                else
                    context.Response.StatusCode = 403;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            return;
        }
    }
}
