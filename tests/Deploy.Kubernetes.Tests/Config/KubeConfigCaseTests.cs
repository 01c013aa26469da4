using System.Text.Json.Nodes;

namespace Deploy.Kubernetes.Tests.Config;

/// <summary>Each folder of Cases/KubeConfig is a case: its yaml files in the order of their names, and what must come out.</summary>
public sealed class KubeConfigCaseTests
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Cases", "KubeConfig");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_files_give_what_is_expected(string name)
    {
        var folder = Path.Combine(Root, name);
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!.AsObject();
        var files = Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal).ToList();

        if (expected["error"] is { } error)
        {
            var failure = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(files).Connect((string?)expected["context"]));
            Assert.Equal((string?)error["code"], failure.Code);
            Assert.Contains((string)error["message"]!, failure.Message, StringComparison.Ordinal);
            Assert.Contains((string?)error["suggestion"] ?? "", failure.Suggestion, StringComparison.Ordinal);
            Assert.DoesNotContain("planted", failure.ToString(), StringComparison.Ordinal);
            return;
        }
        var config = KubeConfig.Load(files);
        var connection = config.Connect((string?)expected["context"]);
        Assert.Equal((string?)expected["server"], connection.Server.AbsoluteUri);
        Assert.Equal((string?)expected["namespace"], connection.Namespace);
        Assert.Equal((string?)expected["name"], connection.Name);
        Assert.Equal((string?)expected["credential"], connection.Credential?.ToString());
        Assert.Equal((string?)expected["proxy"], connection.Proxy?.AbsoluteUri);
        Assert.DoesNotContain("planted", connection.ToString(), StringComparison.Ordinal);
        Assert.Equal(expected["contexts"]!.AsArray().Select(context => (string)context!), config.Contexts);
    }
}
