using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Deploy.LocalCluster.Blobs.Content;

namespace Deploy.LocalCluster.Blobs.Protocol;

/// <summary>An answer of the account, independent of how it goes out.</summary>
internal sealed class BlobResponse(int status)
{
    public int Status { get; } = status;

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The part of a blob's content to send; null for none.</summary>
    public BlobSlice? Content { get; init; }

    /// <summary>Bytes that a HEAD request is told of without getting them.</summary>
    public long? DeclaredLength { get; init; }

    public BlobResponse With(string name, string? value)
    {
        if (value is not null)
            Headers[name] = value;
        return this;
    }

    public static BlobResponse Xml(int status, XElement root)
    {
        var text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + root.ToString(SaveOptions.DisableFormatting);
        var content = BlobSlice.Of(Encoding.UTF8.GetBytes(text));
        return new BlobResponse(status) { Content = content }.With("Content-Type", "application/xml");
    }

    public static string HttpDate(DateTimeOffset time) => time.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture);
}
