using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Deploy.Kubernetes;

/// <summary>One kubeconfig file as it stands.</summary>
internal sealed record KubeConfigFile(
    string? CurrentContext,
    IReadOnlyDictionary<string, YamlFields> Clusters,
    IReadOnlyDictionary<string, YamlFields> Users,
    IReadOnlyDictionary<string, YamlFields> Contexts)
{
    internal static KubeConfigFile Read(string path)
    {
        path = Path.GetFullPath(path);
        var root = new YamlFields(Parse(path), "kubeconfig", path);
        return new KubeConfigFile(
            root.Text("current-context"),
            Named(root, "clusters", "cluster"),
            Named(root, "users", "user"),
            Named(root, "contexts", "context", mayBeNameless: true));
    }

    private static YamlMappingNode Parse(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            if (SystemTrust.MayUseTls(text))
                SystemTrust.BeginReading();
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count == 0 ? [] : yaml.Documents[0].RootNode as YamlMappingNode
                ?? throw KubeConfigFailure.Invalid($"{path} is not a kubeconfig: a map was expected at its top.");
        }
        catch (YamlException failure)
        {
            // The parser's message may quote the text around the error, and that may be a secret.
            throw KubeConfigFailure.Invalid($"{path} is not YAML: error at line {failure.Start.Line}, column {failure.Start.Column}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw KubeConfigFailure.Unreadable(path, failure);
        }
    }

    // As kubectl has it: a name that comes twice is a mistake that nobody can resolve for its writer, and a context may be without one.
    private static Dictionary<string, YamlFields> Named(YamlFields root, string list, string inner, bool mayBeNameless = false)
    {
        var named = new Dictionary<string, YamlFields>(StringComparer.Ordinal);
        foreach (var entry in root.Maps(list))
        {
            var name = entry.Text("name") ?? (mayBeNameless ? "" : throw entry.Invalid("name", "is missing"));
            var body = entry.Map(inner) ?? entry with { Node = [], Path = $"{entry.Path}.{inner}" };
            if (!named.TryAdd(name, body with { Path = $"{list}[{name}].{inner}" }))
                throw entry.Invalid("name", $"is '{name}', as that of another of its {list} is; only one of them can be meant");
        }
        return named;
    }
}
