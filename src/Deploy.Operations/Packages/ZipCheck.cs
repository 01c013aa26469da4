using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Packages;

/// <summary>Reads a zip or jar from its central directory to its last byte, one entry at a time, within the limits.</summary>
internal sealed class ZipCheck(Stream content, PackageLimits limits)
{
    // Below this an entry may be packed ever so well: it harms nobody.
    private const long RatioFrom = 1 << 20;
    private const int ManifestLimit = 1 << 20;
    private const int LocalHeader = 30;
    private const int UnixTypeMask = 0xF000;
    private const int UnixLink = 0xA000;
    private readonly List<PackageProblem> problems = [];
    private readonly byte[] buffer = new byte[128 << 10];

    public IReadOnlyList<PackageProblem> Problems => problems;

    public PackageIdentity Identity { get; private set; } = new();

    public int Entries { get; private set; }

    public long Unpacked { get; private set; }

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            Entries = zip.Entries.Count;
            CheckDirectory(zip);
            if (problems.Count == 0)
                await ReadEntriesAsync(zip, ct);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or JsonException or ArgumentException)
        {
            Refuse(PackageCodes.Damaged, $"It cannot be read to its end: {e.Message}");
        }
    }

    private void CheckDirectory(ZipArchive zip)
    {
        if (Entries == 0)
            Refuse(PackageCodes.Damaged, "It holds nothing.");
        if (Entries > limits.Entries)
            Refuse(PackageCodes.TooLarge, $"It holds {Entries} entries, more than {limits.Entries}.");
        var files = new HashSet<string>(StringComparer.Ordinal);
        long packed = 0;
        foreach (var entry in zip.Entries)
        {
            packed += entry.CompressedLength + LocalHeader + entry.FullName.Length;
            CheckEntry(entry, files);
        }
        // Entries that share bytes, or that lie beyond the end, add up to more than there is.
        if (packed > content.Length)
            Refuse(PackageCodes.Damaged, $"Its entries claim {packed} bytes of a file of {content.Length}: they overlap or lie out of bounds.");
        if (zip.Entries.Sum(e => e.Length) is var claimed && claimed > limits.Unpacked)
            Refuse(PackageCodes.TooLarge, $"It unpacks to {claimed} bytes, more than {limits.Unpacked}.");
    }

    private void CheckEntry(ZipArchiveEntry entry, HashSet<string> files)
    {
        if (!EntryNames.IsSafe(entry.FullName))
            Refuse(PackageCodes.Unsafe, $"Entry '{entry.FullName}' leads out of the package's folder.");
        else if (((entry.ExternalAttributes >> 16) & UnixTypeMask) == UnixLink)
            Refuse(PackageCodes.Unsafe, $"Entry '{entry.FullName}' is a link.");
        else if (!entry.FullName.EndsWith('/') && !files.Add(entry.FullName))
            Refuse(PackageCodes.Unsafe, $"Entry '{entry.FullName}' is there twice.");
        if (entry.IsEncrypted)
            Refuse(PackageCodes.Damaged, $"Entry '{entry.FullName}' is encrypted.");
    }

    private async Task ReadEntriesAsync(ZipArchive zip, CancellationToken ct)
    {
        foreach (var entry in zip.Entries)
        {
            await ReadEntryAsync(entry, ct);
            if (problems.Count > 0)
                return;
        }
        Identity = await ReadIdentityAsync(zip, ct);
    }

    private async Task ReadEntryAsync(ZipArchiveEntry entry, CancellationToken ct)
    {
        var crc = new Crc32();
        long length = 0;
        await using var stream = await entry.OpenAsync(ct);
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            crc.Append(buffer.AsSpan(0, read));
            length += read;
            Unpacked += read;
            if (IsBomb(entry, length))
                return;
            if (length > entry.Length)
                break;
        }
        if (length != entry.Length || crc.GetCurrentHashAsUInt32() != entry.Crc32)
            Refuse(PackageCodes.Damaged, $"Entry '{entry.FullName}' does not have the length and checksum that the directory says.");
    }

    private bool IsBomb(ZipArchiveEntry entry, long length)
    {
        if (Unpacked > limits.Unpacked)
            Refuse(PackageCodes.TooLarge, $"It unpacks to more than {limits.Unpacked} bytes.");
        else if (length > RatioFrom && length > limits.Ratio * Math.Max(1, entry.CompressedLength))
            Refuse(PackageCodes.TooLarge, $"Entry '{entry.FullName}' unpacks to more than {limits.Ratio} times its size.");
        else
            return false;
        return true;
    }

    private static async Task<PackageIdentity> ReadIdentityAsync(ZipArchive zip, CancellationToken ct)
    {
        if (zip.GetEntry(JarManifest.Path) is { } manifest && JarManifest.Identity(await TextAsync(manifest, ct)) is { Name: not null } identity)
            return identity;
        if (zip.GetEntry("module.json") is { } json)
            return JsonSerializer.Deserialize(await TextAsync(json, ct), PackageJson.Default.PackageIdentity) ?? new();
        return new();
    }

    private static async Task<string> TextAsync(ZipArchiveEntry entry, CancellationToken ct)
    {
        if (entry.Length > ManifestLimit)
            throw new InvalidDataException($"'{entry.FullName}' has {entry.Length} bytes, more than {ManifestLimit}.");
        await using var stream = await entry.OpenAsync(ct);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(ct);
    }

    private void Refuse(ErrorCode code, string message) => problems.Add(new(code, message));
}
