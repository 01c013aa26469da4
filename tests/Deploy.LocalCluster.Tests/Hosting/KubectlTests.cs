using System.Text.Json.Nodes;
using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.LocalCluster.Tests.Hosting;

/// <summary>The machine's own kubectl against the listener, without control loops: what it shows is what the API alone makes of it.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private const string Manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web, labels: { app: web } }
        spec:
          replicas: 2
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec:
              containers:
              - { name: c, image: "ok:1", env: [ { name: A, value: "1" }, { name: B, value: "2" } ] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: web }
        spec: { selector: { app: web }, ports: [ { port: 80, targetPort: 8080 } ] }
        """;

    private KubectlBed? bed;

    private Kubectl Kubectl => bed!.Kubectl;

    public async ValueTask InitializeAsync() => bed = await KubectlBed.StartAsync(() => LocalClusterFixture.StartApiAsync(listen: true));

    public ValueTask DisposeAsync() => bed?.DisposeAsync() ?? default;

    [Fact]
    public async Task Apply_creates_changes_and_takes_away()
    {
        Assert.Contains("deployment.apps/web created", await ApplyAsync(Manifest), StringComparison.Ordinal);
        Assert.Contains("deployment.apps/web unchanged", await ApplyAsync(Manifest), StringComparison.Ordinal);
        var changed = Manifest.Replace(", { name: B, value: \"2\" }", "", StringComparison.Ordinal).Replace("ok:1", "ok:2", StringComparison.Ordinal);
        Assert.Contains("deployment.apps/web configured", await ApplyAsync(changed), StringComparison.Ordinal);
        var item = await GetAsync("deployment/web");
        var container = item["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal("ok:2", (string?)container["image"]);
        Assert.Equal("A", (string?)Assert.Single(container["env"]!.AsArray())!["name"]);
        Assert.Equal("IfNotPresent", (string?)container["imagePullPolicy"]);
    }

    [Fact]
    public async Task Tables_look_as_on_a_real_server()
    {
        await ApplyAsync(Manifest);
        Assert.Matches(@"^NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\nweb\s+0/2\s+0\s+0\s+\d+s\n$", await RunAsync("get deployments"));
        Assert.Matches(@"^NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\s+CONTAINERS\s+IMAGES\s+SELECTOR\nweb .*\s+c\s+ok:1\s+app=web\n$", await RunAsync("get deployments -o wide"));
        Assert.Matches(@"^NAME\s+TYPE\s+CLUSTER-IP\s+EXTERNAL-IP\s+PORT\(S\)\s+AGE\nweb\s+ClusterIP\s+10\.96\.\d+\.\d+\s+<none>\s+80/TCP\s+\d+s\n$", await RunAsync("get services"));
        Assert.Matches(@"^NAME\s+STATUS\s+AGE\ndefault\s+Active", await RunAsync("get namespaces"));
        Assert.Matches("web", await RunAsync("get all -l app=web -o name"));
        Assert.Equal("2", await RunAsync("get deployment web -o jsonpath={.spec.replicas}"));
    }

    [Fact]
    public async Task Changes_by_command_arrive()
    {
        await ApplyAsync(Manifest);
        await RunAsync("scale deployment/web --replicas=5");
        await RunAsync("set image deployment/web c=ok:9");
        await RunAsync("label deployment/web tier=front");
        await RunAsync("annotate deployment/web note=hi");
        await RunAsync("rollout pause deployment/web");
        Assert.Matches(@"\n  paused: true\n", await RunAsync("get deployment web -o yaml"));
        await RunAsync("rollout resume deployment/web");
        Assert.Equal("", await RunAsync("get deployment web -o jsonpath={.spec.paused}"));
        await RunAsync("rollout pause deployment/web");
        await RunAsync("""patch deployment web --type=json -p [{"op":"replace","path":"/spec/revisionHistoryLimit","value":3}]""");
        await RunAsync("""patch deployment web --type=merge -p {"spec":{"minReadySeconds":7}}""");
        await RunAsync("""patch deployment web -p {"spec":{"template":{"spec":{"containers":[{"name":"side","image":"ok:3"}]}}}}""");
        var item = await GetAsync("deployment/web");
        var spec = item["spec"]!;
        Assert.Equal((5, 3, 7, true), ((int)spec["replicas"]!, (int)spec["revisionHistoryLimit"]!, (int)spec["minReadySeconds"]!, (bool)spec["paused"]!));
        Assert.Equal(["side", "c"], spec["template"]!["spec"]!["containers"]!.AsArray().Select(c => (string)c!["name"]!));
        Assert.Equal("front", (string?)item["metadata"]!["labels"]!["tier"]);
        Assert.Contains("web", await RunAsync("describe deployment web"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_are_created_described_and_deleted()
    {
        await RunAsync("run solo --image=ok:1");
        Assert.Matches(@"solo\s+0/1\s+Pending\s+0\s+\d+s\s+<none>\s+<none>\s+<none>\s+<none>", await RunAsync("get pods -o wide"));
        Assert.Contains("QoS Class:", await RunAsync("describe pod solo"), StringComparison.Ordinal);
        Assert.Contains("solo", await RunAsync("get pods --field-selector status.phase=Pending,metadata.name=solo -o name"), StringComparison.Ordinal);
        Assert.Contains("deleted", await RunAsync("delete pod solo"), StringComparison.Ordinal);
        Assert.Equal("", await RunAsync("get pods -o name"));
    }

    [Fact]
    public async Task A_watch_shows_each_change_as_it_comes()
    {
        await ApplyAsync(Manifest);
        using var watch = Kubectl.Start(["get", "deployments", "-w", "--output-watch-events"]);
        try
        {
            Assert.Matches(@"^EVENT\s+NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE$", await watch.StandardOutput.ReadLineAsync());
            Assert.Matches(@"^ADDED\s+web\s+0/2 ", await watch.StandardOutput.ReadLineAsync());
            await RunAsync("scale deployment/web --replicas=3");
            Assert.Matches(@"^MODIFIED\s+web\s+0/3 ", await watch.StandardOutput.ReadLineAsync());
        }
        finally
        {
            watch.Kill();
        }
    }

    [Fact]
    public async Task It_says_what_it_serves_and_allows()
    {
        Assert.Contains("yes", await RunAsync("auth can-i delete pods"), StringComparison.Ordinal);
        var resources = await RunAsync("api-resources");
        Assert.Matches(@"deployments\s+deploy\s+apps/v1\s+true\s+Deployment", resources);
        Assert.Contains("Server Version: v1.33.4", await RunAsync("version"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_are_cordoned_and_drained_within_the_budget()
    {
        await CreateAsync("apiVersion: v1\nkind: Node\nmetadata: { name: n1 }\nstatus: { conditions: [ { type: Ready, status: 'True' } ] }");
        Assert.Matches(@"n1\s+Ready\s+<none>", await RunAsync("get nodes"));
        await RunAsync("cordon n1");
        Assert.Matches(@"n1\s+Ready,SchedulingDisabled\s+<none>", await RunAsync("get nodes"));
        await CreateAsync("apiVersion: v1\nkind: Pod\nmetadata: { name: p, labels: { app: p } }\nspec: { nodeName: n1, containers: [ { name: c, image: ok } ] }");
        await SendAsync("patch", "", "pod", "p", "--subresource=status", "-p", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
        await RunAsync("create poddisruptionbudget keep --selector=app=p --min-available=1");
        await SendAsync("patch", "", "pdb", "keep", "--subresource=status", "--type=merge", "-p", """{"status":{"observedGeneration":1,"currentHealthy":1,"desiredHealthy":1}}""");
        var refused = await Kubectl.RunAsync(["drain", "n1", "--force", "--timeout=1s"]);
        Assert.Contains("Cannot evict pod as it would violate the pod's disruption budget.", refused.Error, StringComparison.Ordinal);
        await RunAsync("delete pdb keep");
        await RunAsync("patch pod p --type=merge -p {\"metadata\":{\"finalizers\":[\"test/hold\"]}}");
        var drained = await Kubectl.RunAsync(["drain", "n1", "--force", "--timeout=1s"]);
        Assert.Contains("evicting pod default/p", drained.Error + drained.Output, StringComparison.Ordinal);
        Assert.NotNull((await GetAsync("pod/p"))["metadata"]!["deletionTimestamp"]);
        await RunAsync("delete pod p --grace-period=0 --force --wait=false");
        await RunAsync("patch pod p --type=merge -p {\"metadata\":{\"finalizers\":null}}");
        await RunAsync("drain n1");
        await RunAsync("uncordon n1");
        Assert.Matches(@"n1\s+Ready\s+<none>", await RunAsync("get nodes"));
    }

    [Fact]
    public async Task What_kubectl_sends_in_binary_form_is_read()
    {
        await RunAsync("create deployment made --image=ok:1 --replicas=0 --port=8080");
        var spec = (await GetAsync("deployment/made"))["spec"]!;
        Assert.Equal((0, 8080), ((int)spec["replicas"]!, (int)spec["template"]!["spec"]!["containers"]![0]!["ports"]![0]!["containerPort"]!));
        await RunAsync("create configmap settings --from-literal=a=b");
        await RunAsync("create secret generic key --from-literal=a=b");
        Assert.Equal("b", await RunAsync("get configmap settings -o jsonpath={.data.a}"));
        Assert.Equal("Yg==", await RunAsync("get secret key -o jsonpath={.data.a}"));
        await RunAsync("create service clusterip plain --tcp=80:8080");
        Assert.Equal("8080", await RunAsync("get service plain -o jsonpath={.spec.ports[0].targetPort}"));
        await RunAsync("create poddisruptionbudget keep --selector=app=made --min-available=50%");
        Assert.Matches(@"keep\s+50%\s+N/A\s+0", await RunAsync("get pdb"));
    }

    [Fact]
    public async Task Bad_input_is_explained()
    {
        var result = await Kubectl.RunAsync(["create", "deployment", "Bad_Name", "--image=ok:1"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a lowercase RFC 1123 subdomain must consist of", result.Error, StringComparison.Ordinal);
        var missing = await Kubectl.RunAsync(["get", "pod", "nobody"]);
        Assert.Equal("Error from server (NotFound): pods \"nobody\" not found\n", missing.Error);
    }

    [Fact]
    public async Task A_namespace_without_loops_stays_terminating()
    {
        await RunAsync("create namespace other");
        await RunAsync("delete namespace other --wait=false");
        Assert.Matches(@"other\s+Terminating", await RunAsync("get namespaces"));
        var refused = await Kubectl.RunAsync(["-n", "other", "create", "configmap", "x"]);
        Assert.Contains("because it is being terminated", refused.Error, StringComparison.Ordinal);
    }

    private Task<string> RunAsync(string line) => Kubectl.RunAsync(line);

    private async Task<JsonObject> GetAsync(string what) => JsonNode.Parse(await RunAsync($"get {what} -o json"))!.AsObject();

    private Task<string> ApplyAsync(string yaml) => SendAsync("apply", yaml, "-f", "-");

    private Task<string> CreateAsync(string yaml) => SendAsync("create", yaml, "-f", "-");

    private async Task<string> SendAsync(string verb, string input, params string[] arguments)
    {
        var result = await Kubectl.RunAsync([verb, .. arguments], input);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
