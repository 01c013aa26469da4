using System.Globalization;
using System.Xml.Linq;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>Lists a container's blobs by prefix, folded at a delimiter, page by page.</summary>
internal sealed class BlobListings(BlobAccountState state)
{
    private const int MaxPage = 5000;

    public BlobResponse Blobs(BlobRequest request)
    {
        var page = int.TryParse(request.Parameter("maxresults"), CultureInfo.InvariantCulture, out var asked) && asked > 0 ? Math.Min(asked, MaxPage) : MaxPage;
        var withMetadata = request.Parameter("include").Split(',').Contains("metadata", StringComparer.OrdinalIgnoreCase);
        lock (state.Gate)
        {
            var container = state.Container(request);
            var entries = new List<XElement>();
            var next = "";
            foreach (var (key, blob) in Entries(container, request))
            {
                if (entries.Count == page)
                {
                    next = key;
                    break;
                }
                entries.Add(blob is null ? new XElement("BlobPrefix", new XElement("Name", key)) : Entry(blob, container, withMetadata));
            }
            return BlobResponse.Xml(200, new XElement("EnumerationResults",
                new XAttribute("ServiceEndpoint", state.Endpoint), new XAttribute("ContainerName", container.Name),
                new XElement("Prefix", request.Parameter("prefix")), new XElement("Marker", request.Parameter("marker")),
                new XElement("MaxResults", page), new XElement("Delimiter", request.Parameter("delimiter")),
                new XElement("Blobs", entries), new XElement("NextMarker", next)));
        }
    }

    /// <summary>Blobs and, with a delimiter, folded prefixes (blob null), in the order of their names, from the marker on.</summary>
    private static IEnumerable<(string Key, StoredBlob? Blob)> Entries(BlobContainer container, BlobRequest request)
    {
        var (prefix, delimiter, marker) = (request.Parameter("prefix"), request.Parameter("delimiter"), request.Parameter("marker"));
        string? folded = null;
        foreach (var (name, blob) in container.Blobs)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || (folded is not null && name.StartsWith(folded, StringComparison.Ordinal)))
                continue;
            var cut = delimiter.Length == 0 ? -1 : name.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            folded = cut < 0 ? null : name[..(cut + delimiter.Length)];
            var key = folded ?? name;
            if (string.CompareOrdinal(key, marker) >= 0)
                yield return (key, folded is null ? blob : null);
        }
    }

    private XElement Entry(StoredBlob blob, BlobContainer container, bool withMetadata)
    {
        var lease = container.BlobLeases.GetValueOrDefault(blob.Name);
        var entry = new XElement("Blob", new XElement("Name", blob.Name), new XElement("Properties",
            new XElement("Creation-Time", BlobResponse.HttpDate(blob.CreatedOn)),
            new XElement("Last-Modified", BlobResponse.HttpDate(blob.ModifiedOn)),
            new XElement("Etag", blob.ETag.Trim('"')),
            new XElement("Content-Length", blob.Content.Length),
            blob.Properties.Select(p => new XElement(p.Key, p.Value)),
            new XElement("BlobType", blob.Kind.ToString()),
            new XElement("LeaseStatus", lease?.IsHeld(state.Now) == true ? "locked" : "unlocked"),
            new XElement("LeaseState", lease?.State(state.Now) ?? "available"),
            new XElement("ServerEncrypted", "true")));
        if (withMetadata)
            entry.Add(new XElement("Metadata", blob.Metadata.Select(m => new XElement(m.Key, m.Value))));
        return entry;
    }
}
