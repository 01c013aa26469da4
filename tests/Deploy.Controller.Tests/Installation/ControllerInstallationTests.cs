using System.Text.Json.Nodes;
using Deploy.Controller.Hosting;
using Deploy.Controller.Installation;
using Deploy.Kubernetes.Installation;

namespace Deploy.Controller.Tests.Installation;

/// <summary>What is installed for a controller of ours, and for the upstream project's.</summary>
public sealed class ControllerInstallationTests
{
    [Fact]
    public void Ours_runs_its_program_with_probes_and_may_do_only_what_it_does()
    {
        var objects = Wanted(upstream: false).Objects();
        Assert.Equal(["Namespace c", "ServiceAccount c/m", "ClusterRole c-m", "ClusterRoleBinding c-m", "Role kube-node-lease/c-m", "RoleBinding kube-node-lease/c-m", "Service c/m", "Deployment c/m"], objects.Select(o => o.ToString()));
        var container = Container(objects);
        var settings = ControllerSettings.Read(Texts(container["args"]), _ => null);
        Assert.Equal(("0.0.0.0:7777", "east"), (settings.Listen.ToString(), settings.Environment));
        Assert.Equal("/healthz", container["readinessProbe"]!["httpGet"]!["path"]!.GetValue<string>());
        Assert.True(container["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>());
        Assert.DoesNotContain(Rules(objects), rule => Texts(rule["resources"]).Contains("secrets", StringComparer.Ordinal) || Texts(rule["verbs"]).Contains("*", StringComparer.Ordinal));
        Assert.DoesNotContain(Rules(objects), rule => Texts(rule["resources"]).Contains("leases", StringComparer.Ordinal) && rule.Parent!.Parent!["kind"]?.GetValue<string>() == "ClusterRole");
    }

    [Fact]
    public void Upstreams_is_set_up_by_variables_and_gets_the_rights_that_it_needs()
    {
        var objects = Wanted(upstream: true).Objects();
        var container = Container(objects);
        Assert.Null(container["args"]);
        Assert.Null(container["readinessProbe"]);
        Assert.Equal("registry.local/upstream:2", container["image"]!.GetValue<string>());
        var variables = container["env"]!.AsArray().ToDictionary(v => v!["name"]!.GetValue<string>(), v => v!["value"]!.GetValue<string>(), StringComparer.Ordinal);
        Assert.Equal(("true", "east", "c", "true", "true"), (variables["ENABLE_HTTP_TUNNEL"], variables["ENV"], variables["NAMESPACE"], variables["IS_CLUSTER"], variables["ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE"]));
        Assert.Contains(Rules(objects), rule => Texts(rule["resources"]).Contains("nodes/status", StringComparer.Ordinal) && Texts(rule["verbs"]).Contains("update", StringComparer.Ordinal));
        Assert.DoesNotContain(Rules(objects), rule => Texts(rule["verbs"]).Contains("*", StringComparer.Ordinal));
    }

    private static ControllerInstallation Wanted(bool upstream) =>
        new() { Namespace = "c", Name = "m", Image = upstream ? "registry.local/upstream:2" : "registry.local/deploy:1", Environment = "east", Upstream = upstream };

    private static JsonNode Container(IReadOnlyList<ClusterObject> objects) =>
        Assert.Single(objects[^1].Body["spec"]!["template"]!["spec"]!["containers"]!.AsArray())!;

    private static IEnumerable<JsonObject> Rules(IReadOnlyList<ClusterObject> objects) =>
        objects.SelectMany(o => o.Body["rules"] as JsonArray ?? []).OfType<JsonObject>();

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => item!.GetValue<string>())];
}
