using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Deploy.LocalCluster.Bases;

/// <summary>Fetches a module's package from its URL as a base does, and reads from it what the module is.</summary>
internal static class PackageDownload
{
    private const long LongestPackage = 512L * 1024 * 1024;
    private const int LongestManifest = 64 * 1024;

    /// <summary>Fetches and checks a package.</summary>
    /// <exception cref="PackageException">It cannot be fetched, is damaged, or holds another module.</exception>
    public static async Task<ModuleSimulation> FetchAsync(HttpClient http, string url, string name, string version, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new PackageException($"download failed: '{url}' is no http URL");
        using var content = new MemoryStream();
        using var response = await GetAsync(http, address, cancellationToken);
        await CopyAsync(response, content, cancellationToken);
        CheckDigest(response, content);
        return Read(content, name, version);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? response : throw new PackageException($"download failed: Server returned HTTP response code: {(int)response.StatusCode} for URL: {address}");
        }
        catch (HttpRequestException e)
        {
            throw new PackageException($"download failed: {e.Message}", e);
        }
    }

    private static async Task CopyAsync(HttpResponseMessage response, MemoryStream content, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > LongestPackage)
            throw new PackageException("No space left on device");
        await response.Content.CopyToAsync(content, cancellationToken);
    }

    // The store keeps the digest beside the package and sends it along.
    private static void CheckDigest(HttpResponseMessage response, MemoryStream content)
    {
        if (!response.Headers.TryGetValues("x-ms-meta-sha256", out var wanted))
            return;
        var found = Convert.ToHexString(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        if (!wanted.Any(w => string.Equals(w, found, StringComparison.OrdinalIgnoreCase)))
            throw new PackageException("download failed: the package's digest is not what the store says");
    }

    private static ModuleSimulation Read(MemoryStream content, string name, string version)
    {
        try
        {
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            CheckManifest(zip, name, version);
            if (zip.GetEntry("simulation.json") is not { Length: <= LongestManifest } simulation)
                return new ModuleSimulation();
            using var json = simulation.Open();
            return ModuleSimulation.Read(json);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            throw new PackageException($"ZipException: {e.Message}", e);
        }
    }

    private static void CheckManifest(ZipArchive zip, string name, string version)
    {
        if (zip.GetEntry("META-INF/MANIFEST.MF") is not { Length: <= LongestManifest } entry)
            throw new PackageException("Ark Biz manifest is missing: META-INF/MANIFEST.MF");
        using var reader = new StreamReader(entry.Open());
        var fields = reader.ReadToEnd().Split('\n').Select(l => l.Split(':', 2)).Where(p => p.Length == 2).GroupBy(p => p[0].Trim(), p => p[1].Trim(), StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
        var (foundName, foundVersion) = (fields.GetValueOrDefault("Ark-Biz-Name"), fields.GetValueOrDefault("Ark-Biz-Version"));
        if (foundName != name || foundVersion != version)
            throw new PackageException($"the package is {foundName}:{foundVersion}, not {name}:{version}");
    }
}
