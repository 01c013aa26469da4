using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Modules;

/// <summary>What is refused before any request is made.</summary>
public sealed class BadInputTests
{
    private static readonly ModuleSpec s_good = new() { Name = "biz1", Version = "1.0.0", Image = "registry.local/ok:1" };

    public static TheoryData<string, ModuleSpec> Specs() => new()
    {
        { "Module.InvalidName", s_good with { Name = "Biz" } },
        { "Module.InvalidName", s_good with { Name = "1biz" } },
        { "Module.InvalidName", s_good with { Name = new string('a', 64) } },
        { "Module.InvalidName", s_good with { Name = "biz1\n" } },
        { "Module.InvalidVersion", s_good with { Version = "1 0" } },
        { "Module.InvalidVersion", s_good with { Version = "" } },
        { "Module.InvalidVersion", s_good with { Version = "-1" } },
        { "Module.InvalidReplicas", s_good with { Replicas = -1 } },
        { "Module.InvalidReplicas", s_good with { Replicas = 10_001 } },
        { "Module.InvalidParameter", s_good with { Image = "no image" } },
        { "Module.InvalidParameter", s_good with { Image = "file:///etc/passwd" } },
        { "Module.InvalidParameter", s_good with { Namespace = "No" } },
        { "Module.InvalidParameter", s_good with { Kind = ModuleKind.StatefulSet } },
        { "Module.InvalidParameter", s_good with { Kind = ModuleKind.DaemonSet, Replicas = 2 } },
        { "Module.InvalidParameter", s_good with { Ports = [new ModulePort(0)] } },
        { "Module.InvalidParameter", s_good with { Ports = [new ModulePort(80), new ModulePort(80)] } },
        { "Module.InvalidParameter", s_good with { Resources = new ModuleResources { Memory = "much" } } },
        { "Module.InvalidParameter", s_good with { Resources = new ModuleResources { Cpu = "2", CpuLimit = "1" } } },
        { "Module.InvalidParameter", s_good with { Labels = new Dictionary<string, string> { ["module.deploy/release"] = "x" } } },
        { "Module.InvalidParameter", s_good with { Environment = new Dictionary<string, string> { ["BIZ_VERSION"] = "9" } } },
        { "Module.InvalidParameter", s_good with { LivenessCheck = new HealthCheck { Kind = HealthCheckKind.Tcp } } },
    };

    [Theory]
    [MemberData(nameof(Specs))]
    public void Parameters(string code, ModuleSpec spec)
    {
        var failure = Assert.Throws<DeployException>(() => ReleaseRequest.FromSpec(spec));
        Assert.Equal(code, failure.Code.Code);
        Assert.NotEqual("", failure.Suggestion);
    }

    [Theory]
    [InlineData("Manifest.InvalidYaml", "a: [1, 2")]
    [InlineData("Manifest.InvalidYaml", "just text")]
    [InlineData("Manifest.InvalidYaml", "a: 1\na: 2")]
    [InlineData("Manifest.Invalid", "")]
    [InlineData("Manifest.Invalid", "kind: Deployment")]
    [InlineData("Manifest.UnsupportedKind", "{apiVersion: batch/v1, kind: Job, metadata: {name: a}}")]
    [InlineData("Manifest.UnsupportedKind", "{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: a}}")]
    [InlineData("Manifest.Invalid", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")]
    [InlineData("Manifest.MetadataNotAllowed", "{apiVersion: v1, kind: Pod, metadata: {name: a, uid: x}, spec: {containers: [{name: a, image: b}]}}")]
    [InlineData("Manifest.MetadataNotAllowed", "{apiVersion: v1, kind: Pod, metadata: {name: a, annotations: {module.deploy/lock: x}}, spec: {containers: [{name: a, image: b}]}}")]
    [InlineData("Manifest.MetadataNotAllowed", "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: other}, spec: {containers: [{name: a, image: b:1}]}}")]
    [InlineData("Manifest.Invalid", "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: []}}")]
    [InlineData("Manifest.Invalid", "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: b}]}}")]
    [InlineData("Manifest.SelectorMismatch", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {selector: {matchLabels: {app: other}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b:1}]}}}}")]
    [InlineData("Manifest.SelectorMismatch", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b:1}]}}}}")]
    [InlineData("Module.InvalidReplicas", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: -3, selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b:1}]}}}}")]
    public void Manifests(string code, string yaml) =>
        Assert.Equal(code, Assert.Throws<DeployException>(() => ReleaseRequest.FromManifest(yaml, "default")).Code.Code);

    [Fact]
    public void An_alias_bomb_is_refused_quickly()
    {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(level =>
            $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n"));
        var failure = Assert.Throws<DeployException>(() => ReleaseRequest.FromManifest(bomb));
        Assert.Contains("expands to more", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_is_too_large_or_too_deep_is_refused()
    {
        Assert.Contains("characters", Assert.Throws<DeployException>(() => ReleaseRequest.FromManifest(new string(' ', 4 * 1024 * 1024))).Message, StringComparison.Ordinal);
        Assert.Contains("nested", Assert.Throws<DeployException>(() => ReleaseRequest.FromManifest(new string('[', 500) + new string(']', 500))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8080", 8080, null, "TCP")]
    [InlineData("http:8080", 8080, "http", "TCP")]
    [InlineData("dns:53/udp", 53, "dns", "UDP")]
    public void Ports(string text, int number, string? name, string protocol) =>
        Assert.Equal(new ModulePort(number, name, protocol), ModulePort.Parse(text));

    [Theory]
    [InlineData("http:8080/health")]
    [InlineData("tcp:8080")]
    [InlineData("exec:cat /tmp/ok")]
    public void Health_checks_are_read(string text) => Assert.NotNull(HealthCheck.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("http:")]
    [InlineData("tcp:99999")]
    [InlineData("ftp:21")]
    public void What_is_no_health_check_is_refused(string text) =>
        Assert.Equal(ModuleControllerCodes.InvalidParameter, Assert.Throws<DeployException>(() => HealthCheck.Parse(text)).Code);
}
