using System.Globalization;
using System.Text.RegularExpressions;

namespace Deploy.Conformance.Tests.Scheduling;

public sealed class SchedulingTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    public static TheoryData<ClusterKind, string, string> Refusals
    {
        get
        {
            var refusals = new TheoryData<ClusterKind, string, string>();
            foreach (var kind in Enum.GetValues<ClusterKind>())
            {
                refusals.Add(kind, "{containers: [{name: c, image: x, resources: {requests: {cpu: '500'}}}]}", "3 Insufficient cpu");
                refusals.Add(kind, "{containers: [{name: c, image: x, resources: {requests: {memory: 9Ti}}}]}", "3 Insufficient memory");
                refusals.Add(kind, "{nodeSelector: {no: where}, containers: [{name: c, image: x}]}", "3 node(s) didn't match");
                refusals.Add(kind,
                    "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: no, operator: Exists}]}]}}}, containers: [{name: c, image: x}]}",
                    "3 node(s) didn't match");
            }
            return refusals;
        }
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_pod_that_fits_nowhere_says_why(ClusterKind kind, string spec, string reason)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", $"{{metadata: {{name: p}}, spec: {spec}}}");
        var pod = await ns.UntilAsync("pods/p", pod => pod.Condition("PodScheduled") == "False");
        var condition = pod.Items("status.conditions").Single(each => each.Text("type") == "PodScheduled");
        Assert.Equal("Unschedulable", condition.Text("reason"));
        // Bases of other cases are refused for their taint; of all others there are three, and each is refused for the reason.
        var message = condition.Text("message")!;
        var tainted = Regex.Matches(message, @"(?<count>[0-9]+) node\(s\) had (untolerated )?taint", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Sum(match => int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));
        Assert.StartsWith($"0/{tainted + 3} nodes are available: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, condition.Text("message"), StringComparison.Ordinal);
        Assert.Equal("Pending", pod.Text("status.phase"));
        await ns.UntilAsync("events", list => list.Items().Any(each => each.Text("reason") == "FailedScheduling" && each.Text("type") == "Warning"));
    }

    [Theory, BothClusters]
    public async Task It_is_placed_when_it_fits_at_last(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", $"{{metadata: {{name: p}}, spec: {{nodeSelector: {{{ns.Name}: here}}, containers: [{{name: c, image: {Samples.Good}}}]}}}}");
        await ns.UntilAsync("pods/p", pod => pod.Condition("PodScheduled") == "False");
        await PatchNodeAsync(ns, "node-1", $"metadata: {{labels: {{{ns.Name}: here}}}}");
        var placed = await ns.UntilAsync("pods/p", pod => pod.Condition("Ready") == "True");
        Assert.Equal("node-1", placed.Text("spec.nodeName"));
        await PatchNodeAsync(ns, "node-1", $"metadata: {{labels: {{{ns.Name}: null}}}}");
    }

    [Theory, BothClusters]
    public async Task Anti_affinity_keeps_them_apart(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var deployment = Yaml.Read(Samples.Deployment("web", replicas: 4));
        deployment["spec"]!["template"]!["spec"]!["affinity"] = Yaml.Parse(
            "{podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}");
        (await ns.Api.SendAsync(HttpMethod.Post, ns.Path("deployments"), deployment)).Succeed();
        var pods = await ns.UntilAsync("pods", list => list.Items().Count(pod => pod.Condition("Ready") == "True") == 3
            && list.Items().Any(pod => pod.Condition("PodScheduled") == "False"));
        Assert.Equal(3, pods.Items().Select(pod => pod.Text("spec.nodeName")).OfType<string>().Distinct().Count());
    }

    [Theory, BothClusters]
    public async Task Pods_are_spread_over_the_nodes(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 6));
        var pods = await ns.UntilAsync("pods", list => list.Items().Count(pod => pod.Text("spec.nodeName") is not null) == 6);
        Assert.True(pods.Items().Select(pod => pod.Text("spec.nodeName")).Distinct().Count() >= 2);
    }

    private static async Task PatchNodeAsync(TestNamespace ns, string node, string patch) =>
        (await ns.Api.SendAsync(HttpMethod.Patch, $"/api/v1/nodes/{node}", Yaml.Read(patch), ClusterApi.Merge)).Succeed();
}
