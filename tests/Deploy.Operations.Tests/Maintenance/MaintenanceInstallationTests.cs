using System.Text.Json.Nodes;
using Deploy.Kubernetes.Installation;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Tests.Maintenance;

/// <summary>What is installed for maintenance: no more rights than asked for, no secret in sight, settings that its own reader takes.</summary>
public sealed class MaintenanceInstallationTests
{
    private static readonly MaintenanceInstallation Wanted = new() { Image = "registry.local/module:1", ModuleNamespaces = ["shop", "tools"] };

    [Fact]
    public void For_some_namespaces_it_gets_a_role_in_each_and_nothing_of_the_cluster()
    {
        var objects = Wanted.Objects();
        Assert.Equal(
            ["Namespace module-maintenance", "ServiceAccount module-maintenance/module-maintenance", "Role shop/module-maintenance", "RoleBinding shop/module-maintenance", "Role tools/module-maintenance", "RoleBinding tools/module-maintenance", "Deployment module-maintenance/module-maintenance"],
            objects.Select(each => each.ToString()));
        var rules = Rules(objects, "Role shop/");
        Assert.DoesNotContain(rules, rule => Texts(rule["resources"]).Intersect(["nodes", "secrets", "namespaces"], StringComparer.Ordinal).Any() || Texts(rule["verbs"]).Contains("*", StringComparer.Ordinal));
        Assert.Contains(rules, rule => Texts(rule["resources"]).SequenceEqual(["leases"]) && Texts(rule["verbs"]).SequenceEqual(["get", "update"]) && Texts(rule["resourceNames"]).Contains("deploy-recyclereplicas", StringComparer.Ordinal));
        Assert.Equal("shop,tools", Variable(objects, "DEPLOY_NAMESPACE"));
        Assert.Equal(["-NonInteractive", "-Command", "Start-ModuleMaintenance"], Texts(Container(objects)["args"]));
    }

    [Fact]
    public void Rights_in_the_cluster_come_only_where_they_are_asked_for()
    {
        var nodes = (Wanted with { ReadNodes = true }).Objects();
        var rule = Assert.Single(Rules(nodes, "ClusterRole "));
        Assert.Equal(("nodes", "get,list"), (string.Join(',', Texts(rule["resources"])), string.Join(',', Texts(rule["verbs"]))));
        var all = (Wanted with { ModuleNamespaces = [] }).Objects();
        Assert.Contains(Rules(all, "ClusterRole "), each => Texts(each["resources"]).Contains("namespaces", StringComparer.Ordinal));
        Assert.DoesNotContain(Rules(all, "ClusterRole "), each => Texts(each["resources"]).Contains("leases", StringComparer.Ordinal));
        Assert.Contains(all, each => each.ToString() == "Role default/module-maintenance");
        Assert.Null(Variable(all, "DEPLOY_NAMESPACE"));
        Assert.Equal("Start-ModuleMaintenance -AllNamespaces", Texts(Container(all)["args"])[^1]);
    }

    [Fact]
    public void Fewer_tasks_get_fewer_rights()
    {
        var objects = (Wanted with { Tasks = ["archiveretention", "RefreshUrls", "RefreshUrls"] }).Objects();
        Assert.Equal("Start-ModuleMaintenance -Task ArchiveRetention, RefreshUrls", Texts(Container(objects)["args"])[^1]);
        Assert.DoesNotContain(Rules(objects, "Role shop/"), rule => Texts(rule["verbs"]).Contains("delete", StringComparer.Ordinal));
        Assert.Equal("Deploy.InvalidParameter", Assert.Throws<DeployException>(() => (Wanted with { Tasks = ["RefreshUrls; Remove-Item /"] }).Objects()).Code.Code);
    }

    [Fact]
    public void The_store_comes_from_a_secret_or_is_an_endpoint()
    {
        var objects = (Wanted with { StoreSecret = "store", StoreSecretKey = "connection" }).Objects();
        var reference = Assert.Single(Variables(objects), each => each["name"]!.GetValue<string>() == "DEPLOY_STORE")["valueFrom"]!["secretKeyRef"]!;
        Assert.Equal("""{"name":"store","key":"connection"}""", reference.ToJsonString());
        Assert.Contains(Variables(objects), each => each["name"]!.GetValue<string>() == "DEPLOY_ALERT_WEBHOOK" && each["valueFrom"]!["secretKeyRef"]!["optional"]!.GetValue<bool>());
        Assert.Equal("https://store.example/", Variable((Wanted with { Settings = new() { Store = "https://store.example/" } }).Objects(), "DEPLOY_STORE"));
    }

    [Fact]
    public void Its_pod_neither_runs_as_root_nor_writes_beside_its_own_folder_and_never_runs_twice()
    {
        var spec = Wanted.Objects()[^1].Body["spec"]!;
        Assert.Equal((1, "Recreate"), (spec["replicas"]!.GetValue<int>(), spec["strategy"]!["type"]!.GetValue<string>()));
        Assert.True(spec["template"]!["spec"]!["securityContext"]!["runAsNonRoot"]!.GetValue<bool>());
        Assert.True(Container(Wanted.Objects())["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>());
        Assert.Equal("/tmp", Container(Wanted.Objects())["volumeMounts"]![0]!["mountPath"]!.GetValue<string>());
    }

    [Fact]
    public void Two_installations_of_one_name_have_their_rights_under_names_of_their_own()
    {
        var other = (Wanted with { Namespace = "ops", ReadNodes = true }).Objects().Where(each => each.Namespace != "ops").Select(each => each.ToString());
        Assert.Empty(other.Intersect((Wanted with { ReadNodes = true }).Objects().Select(each => each.ToString()), StringComparer.Ordinal));
    }

    [Fact]
    public void As_a_manifest_it_is_read_back_as_it_is()
    {
        var objects = (Wanted with { StoreSecret = "store", ReadNodes = true, Settings = new() { Options = new() { Environment = "yes" } } }).Objects();
        var text = YamlText.Write(objects.Select(each => each.Body));
        var read = YamlDocuments.Read(text, "manifest");
        Assert.Equal(objects.Count, read.Count);
        Assert.All(objects.Zip(read), pair => Assert.True(JsonNode.DeepEquals(pair.First.Body, pair.Second), pair.Second.ToJsonString()));
        Assert.StartsWith("---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: module-maintenance\n", text, StringComparison.Ordinal);
    }

    private static List<JsonObject> Rules(IReadOnlyList<ClusterObject> objects, string of) =>
        [.. objects.Where(each => each.ToString().StartsWith(of, StringComparison.Ordinal)).SelectMany(each => each.Body["rules"]!.AsArray()).Select(rule => rule!.AsObject())];

    private static JsonNode Container(IReadOnlyList<ClusterObject> objects) => Assert.Single(objects[^1].Body["spec"]!["template"]!["spec"]!["containers"]!.AsArray())!;

    private static IEnumerable<JsonNode> Variables(IReadOnlyList<ClusterObject> objects) => Container(objects)["env"]!.AsArray().Select(each => each!);

    private static string? Variable(IReadOnlyList<ClusterObject> objects, string name) => Variables(objects).FirstOrDefault(each => each["name"]!.GetValue<string>() == name)?["value"]?.GetValue<string>();

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => item!.GetValue<string>())];
}
