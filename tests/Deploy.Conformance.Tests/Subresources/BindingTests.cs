namespace Deploy.Conformance.Tests.Subresources;

public sealed class BindingTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    private const string Unscheduled = "{metadata: {name: p}, spec: {schedulerName: nobody, containers: [{name: c, image: x}]}}";
    private const string Binding = "{metadata: {name: p}, target: {kind: Node, name: somewhere}}";

    [Theory, BothClusters]
    public async Task It_puts_a_pod_on_a_node_once(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", Unscheduled);
        await ns.CreateAsync("pods/p/binding", Binding);
        var pod = await ns.GetAsync("pods/p");
        Assert.Equal("somewhere", pod.Text("spec.nodeName"));
        Assert.Equal("True", pod.Condition("PodScheduled"));
        (await ns.TryCreateAsync("pods/p/binding", Binding)).Refuse(HttpStatusCode.Conflict, "Conflict");
        await ns.DeleteAsync("pods/p", "gracePeriodSeconds: 0");
    }

    [Theory, BothClusters]
    public async Task A_pod_s_spec_is_fixed_but_for_its_images(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", Unscheduled);
        Assert.Equal("x:2", (await ns.PatchAsync("pods/p", "spec: {containers: [{name: c, image: 'x:2'}]}", ClusterApi.Strategic)).Text("spec.containers.0.image"));
        var answer = await ns.TryPatchAsync("pods/p", "spec: {containers: [{name: c, command: [other]}]}", ClusterApi.Strategic);
        answer.Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
        (await ns.TryPatchAsync("pods/p", "spec: {nodeName: elsewhere}")).Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
    }
}
