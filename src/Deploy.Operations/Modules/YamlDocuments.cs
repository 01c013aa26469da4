using System.Text.Json.Nodes;
using Deploy.Operations.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Deploy.Operations.Modules;

/// <summary>Reads YAML (and so JSON) documents into JSON, within bounds that a hostile file cannot pass.</summary>
internal sealed class YamlDocuments
{
    /// <summary>Characters that a manifest may have.</summary>
    internal const int MaxLength = 3 * 1024 * 1024;

    private const int MaxDepth = 100;
    private const int MaxNodes = 200_000;
    private const int MaxDocuments = 200;

    private readonly IParser _parser;
    private readonly string _source;
    private readonly Dictionary<AnchorName, (JsonNode? Node, int Size)> _anchors = [];
    private int _nodes;

    private YamlDocuments(string text, string source) => (_parser, _source) = (new Parser(new StringReader(text)), source);

    /// <summary>The documents that are mappings; empty ones are left out.</summary>
    /// <exception cref="DeployException">Not YAML, too large, too deep, or something else than a mapping.</exception>
    internal static IReadOnlyList<JsonObject> Read(string text, string source)
    {
        if (text.Length > MaxLength)
            throw new DeployException(ManifestCodes.Invalid, $"{source} has {text.Length} characters; at most {MaxLength} are read.", source, "Split it into several files.");
        try
        {
            return new YamlDocuments(text, source).Documents();
        }
        catch (YamlException failure)
        {
            throw new DeployException(ManifestCodes.InvalidYaml, $"{source}, line {failure.Start.Line}: {failure.InnerException?.Message ?? failure.Message}", source, inner: failure);
        }
    }

    private List<JsonObject> Documents()
    {
        var documents = new List<JsonObject>();
        _parser.Consume<StreamStart>();
        while (_parser.TryConsume<DocumentStart>(out var start))
        {
            _anchors.Clear();
            var (node, _) = Node(0);
            _parser.Consume<DocumentEnd>();
            if (node is JsonObject document)
                documents.Add(document);
            else if (node is not null)
                throw new DeployException(ManifestCodes.InvalidYaml, $"{_source}, line {start.Start.Line}: a document is not a mapping with apiVersion and kind.", _source);
            if (documents.Count > MaxDocuments)
                throw new DeployException(ManifestCodes.Invalid, $"{_source} has more than {MaxDocuments} documents.", _source, "Split it into several files.");
        }
        return documents;
    }

    private (JsonNode? Node, int Size) Node(int depth)
    {
        if (depth > MaxDepth)
            throw new DeployException(ManifestCodes.Invalid, $"{_source} is nested deeper than {MaxDepth} levels.", _source, "Flatten it.");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Alias(alias);
        var anchor = _parser.Current is NodeEvent node ? node.Anchor : AnchorName.Empty;
        var result = _parser.Accept<MappingStart>(out _) ? Mapping(depth)
            : _parser.Accept<SequenceStart>(out _) ? Sequence(depth)
            : (YamlScalar.Read(_parser.Consume<Scalar>()), 1);
        Count(1);
        if (!anchor.IsEmpty)
            _anchors[anchor] = result;
        return result;
    }

    // An alias costs what it stands for: so a file of aliases of aliases ends at the same bound as a large one.
    private (JsonNode?, int) Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var target))
            throw new DeployException(ManifestCodes.InvalidYaml, $"{_source}, line {alias.Start.Line}: alias '{alias.Value}' has no anchor before it.", _source);
        Count(target.Size);
        return (target.Node?.DeepClone(), target.Size);
    }

    private (JsonNode?, int) Mapping(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var result = new JsonObject();
        var merged = new List<JsonObject>();
        var size = 1;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.TryConsume<Scalar>(out var scalar) ? scalar.Value
                : throw new DeployException(ManifestCodes.InvalidYaml, $"{_source}, line {start.Start.Line}: a key is not a plain text.", _source);
            var (value, valueSize) = Node(depth + 1);
            size += valueSize + 1;
            if (key == "<<" && scalar.IsPlainImplicit)
                merged.AddRange(value is JsonArray list ? list.OfType<JsonObject>() : value is JsonObject single ? [single] : []);
            else if (!result.TryAdd(key, value))
                throw new DeployException(ManifestCodes.InvalidYaml, $"{_source}, line {scalar.Start.Line}: key '{key}' is given twice.", _source);
        }
        foreach (var (key, value) in merged.SelectMany(other => other))
            result.TryAdd(key, value?.DeepClone());
        return (result, size);
    }

    private (JsonNode?, int) Sequence(int depth)
    {
        _parser.Consume<SequenceStart>();
        var result = new JsonArray();
        var size = 1;
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var (item, itemSize) = Node(depth + 1);
            result.Add(item);
            size += itemSize;
        }
        return (result, size);
    }

    private void Count(int nodes)
    {
        _nodes = _nodes > MaxNodes - nodes
            ? throw new DeployException(ManifestCodes.Invalid, $"{_source} expands to more than {MaxNodes} values.", _source, "Remove the aliases that multiply it, or split it.")
            : _nodes + nodes;
    }
}
