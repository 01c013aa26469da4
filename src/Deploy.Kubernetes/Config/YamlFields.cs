using YamlDotNet.RepresentationModel;

namespace Deploy.Kubernetes;

/// <summary>Reads the fields of a YAML map and says exactly what is wrong with them.</summary>
/// <param name="Node">The map.</param>
/// <param name="Path">Where it is in the file, for people.</param>
/// <param name="File">The file's full path.</param>
internal sealed record YamlFields(YamlMappingNode Node, string Path, string File)
{
    /// <summary>Relative paths in a kubeconfig start at the folder of their own file.</summary>
    internal string? FilePath(string name) =>
        Text(name) is { Length: > 0 } path ? System.IO.Path.GetFullPath(path, System.IO.Path.GetDirectoryName(File)!) : null;

    internal string? Text(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode scalar when IsNull(scalar) => null,
        YamlScalarNode scalar => scalar.Value,
        { } other => throw Wrong(name, other, "a text"),
    };

    internal bool Flag(string name) => Text(name) switch
    {
        null or "" => false,
        var text when bool.TryParse(text, out var value) => value,
        _ => throw Wrong(name, Find(name)!, "true or false"),
    };

    internal IEnumerable<string> Names => Node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    internal YamlFields? Map(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode scalar when IsNull(scalar) => null,
        YamlMappingNode map => new YamlFields(map, $"{Path}.{name}", File),
        { } other => throw Wrong(name, other, "a map"),
    };

    internal IReadOnlyList<YamlFields> Maps(string name) =>
        [.. Items(name).Select((item, index) => item is YamlMappingNode map
            ? new YamlFields(map, $"{Path}.{name}[{index}]", File)
            : throw Wrong($"{name}[{index}]", item, "a map"))];

    internal IReadOnlyList<string> Texts(string name) =>
        [.. Items(name).Select((item, index) => (item as YamlScalarNode)?.Value ?? throw Wrong($"{name}[{index}]", item, "a text"))];

    internal KubeConfigException Invalid(string name, string problem, Exception? inner = null) =>
        KubeConfigFailure.Invalid($"{Path}.{name} in {File} {problem}.", inner);

    private IEnumerable<YamlNode> Items(string name) => Find(name) switch
    {
        null => [],
        YamlScalarNode scalar when IsNull(scalar) => [],
        YamlSequenceNode list => list.Children,
        { } other => throw Wrong(name, other, "a list"),
    };

    private YamlNode? Find(string name) => Node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style is YamlDotNet.Core.ScalarStyle.Plain or YamlDotNet.Core.ScalarStyle.Any && scalar.Value is null or "" or "~" or "null";

    private KubeConfigException Wrong(string name, YamlNode node, string expected) =>
        KubeConfigFailure.Invalid($"{Path}.{name} in {File}, line {node.Start.Line}, must be {expected}.");
}
