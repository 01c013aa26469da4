using Deploy.Kubernetes;

namespace Deploy.Operations.Replicas;

/// <summary>Keeps one copy of texts that thousands of replicas share.</summary>
internal sealed class TextPool
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _redacted = new(StringComparer.Ordinal);

    public string Share(string text)
    {
        if (_texts.TryGetValue(text, out var known)) return known;
        _texts.Add(text, text);
        return text;
    }

    /// <summary>An image without its signature, worked out once per image.</summary>
    public string Redacted(string image)
    {
        if (!_redacted.TryGetValue(image, out var shown)) _redacted.Add(image, shown = Redaction.Url(image));
        return shown;
    }
}
