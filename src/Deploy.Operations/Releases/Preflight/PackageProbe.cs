using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>
/// Asks for a package where its URL leads: whether it is there for whoever has the URL, and whether its first and last bytes are
/// those of a whole zip or jar. Two small requests; the package itself is not fetched.
/// </summary>
internal sealed class PackageProbe(Func<HttpMessageHandler>? handler, TimeProvider time)
{
    // A directory's end, with the longest comment that a zip can have.
    private const int LongestEnd = 22 + ushort.MaxValue;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <param name="digest">Digest that the package must have, in hexadecimal; null where none is known.</param>
    /// <returns>The check, and a warning where it cannot be told from here.</returns>
    internal async Task<(PreflightCheck Check, string? Warning)> AskAsync(Uri url, string? digest, CancellationToken cancellationToken)
    {
        using var http = handler is null ? new HttpMessageInvoker(new SocketsHttpHandler { ConnectTimeout = s_patience }) : new HttpMessageInvoker(handler(), disposeHandler: false);
        using var timer = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return (await LookAsync(http, url, digest, either.Token), null);
        }
        catch (HttpRequestException failure)
        {
            return Unknown(url, failure.StatusCode is { } status ? $"it answers {(int)status}" : $"{failure.HttpRequestError}");
        }
        catch (Exception failure) when (failure is IOException || failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return Unknown(url, $"no answer within {s_patience.TotalSeconds:0} s");
        }
    }

    private static async Task<PreflightCheck> LookAsync(HttpMessageInvoker http, Uri url, string? digest, CancellationToken cancellationToken)
    {
        using var first = await GetAsync(http, url, 0, 3, cancellationToken);
        if (Refusal(first.StatusCode, url) is { } refused)
            return refused;
        if (!first.IsSuccessStatusCode)
            throw new HttpRequestException(null, null, first.StatusCode);
        if (digest is not null && first.Headers.TryGetValues("x-ms-meta-sha256", out var stored) && !stored.Any(value => string.Equals(value, digest, StringComparison.OrdinalIgnoreCase)))
            return new PreflightCheck("package", false, $"what {Redaction.Url(url.ToString())} leads to has another digest than the package that was uploaded.", PackageCodes.DigestMismatch.Code);
        var start = await ReadAsync(first, 4, cancellationToken);
        if (start is not [(byte)'P', (byte)'K', ..])
            return Damaged(url, "it does not begin as a zip or jar does");
        // A server that knows no ranges sends the whole; that it begins well is then all that is known.
        if (first.StatusCode != HttpStatusCode.PartialContent || first.Content.Headers.ContentRange?.Length is not { } length)
            return Whole("it is there and begins as a zip does");
        return await EndAsync(http, url, length, cancellationToken);
    }

    private static async Task<PreflightCheck> EndAsync(HttpMessageInvoker http, Uri url, long length, CancellationToken cancellationToken)
    {
        using var last = await GetAsync(http, url, Math.Max(0, length - LongestEnd), length - 1, cancellationToken);
        if (!last.IsSuccessStatusCode)
            throw new HttpRequestException(null, null, last.StatusCode);
        var end = await ReadAsync(last, LongestEnd, cancellationToken);
        var at = end.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + 22 > end.Length)
            return Damaged(url, "its directory is missing, as of a file that was cut off");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at + 12));
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at + 16));
        // All ones: the figures are in a larger record of their own.
        return offset != uint.MaxValue && offset + (long)size > length - (end.Length - at)
            ? Damaged(url, "its directory leads beyond its end")
            : Whole(string.Create(CultureInfo.InvariantCulture, $"it is there and whole, {length} bytes"));
    }

    private static Task<HttpResponseMessage> GetAsync(HttpMessageInvoker http, Uri url, long from, long to, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(from, to);
        return http.SendAsync(request, cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage answer, int most, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[most];
        var read = await stream.ReadAtLeastAsync(buffer, most, throwOnEndOfStream: false, cancellationToken);
        return buffer[..read];
    }

    private static PreflightCheck? Refusal(HttpStatusCode status, Uri url) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new PreflightCheck("package", false,
            $"{Redaction.Url(url.ToString())} answers {(int)status}: its signature has expired or is not accepted, so no base can install it. Update-ModulePackageUrl renews it.", PackageCodes.UrlExpired.Code),
        HttpStatusCode.NotFound or HttpStatusCode.Gone => new PreflightCheck("package", false,
            $"{Redaction.Url(url.ToString())} answers {(int)status}: there is no such package.", PackageCodes.NotFound.Code),
        _ => null,
    };

    private static PreflightCheck Damaged(Uri url, string why) => new("package", false, $"{Redaction.Url(url.ToString())} is no whole package: {why}.", PackageCodes.Damaged.Code);

    private static PreflightCheck Whole(string message) => new("package", true, message);

    private static (PreflightCheck, string) Unknown(Uri url, string why) =>
        (new PreflightCheck("package", true, "whether it can be fetched cannot be told from here"),
            $"The package at {Redaction.Url(url.ToString())} cannot be asked for from here ({why}); the bases may reach it all the same.");
}
