using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>A namespace of its own and what tests of releases do in it.</summary>
public sealed class ReleaseBed
{
    public ReleaseBed(ReleaseHost host, string ns)
    {
        (Host, Namespace) = (host, ns);
        Releases = As("tester");
    }

    public ReleaseHost Host { get; }

    public KubernetesClient Client => Host.Client;

    public string Namespace { get; }

    public ModuleReleases Releases { get; }

    public List<ReleaseProgress> Progress { get; } = [];

    /// <summary>The same as another operator.</summary>
    public ModuleReleases As(string holder) => new(Client, TimeProvider.System, new ReleaseEnvironment { Holder = holder });

    public ModuleSpec Spec(string version = "1.0.0", string image = "registry.local/ok:1", int replicas = 3, string name = "biz1") =>
        new() { Name = name, Version = version, Image = image, Replicas = replicas, Namespace = Namespace, ReadinessCheck = Answers };

    /// <summary>With a check a replica is Ready when it answers, not as soon as it runs; asked often, so that tests are fast, and with patience, since a busy machine answers late.</summary>
    public static HealthCheck Answers { get; } = HealthCheck.Parse("http:8080/health") with { Period = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(60), FailureThreshold = 60 };

    public async Task<Release> PublishAsync(ModuleSpec spec, ReleaseOptions? options = null) =>
        await RunAsync(await Releases.PlanPublishAsync(ReleaseRequest.FromSpec(spec, Bounded(options))));

    public async Task<IReadOnlyList<Release>> PublishManifestAsync(string yaml, ReleaseOptions? options = null)
    {
        var releases = new List<Release>();
        foreach (var request in ReleaseRequest.FromManifest(yaml, Namespace, Bounded(options)))
            releases.Add(await RunAsync(await Releases.PlanPublishAsync(request)));
        return releases;
    }

    public async Task<Release> ReplaceAsync(string version, string image, ReleaseOptions? options = null, string name = "biz1") =>
        await RunAsync(await Releases.PlanReplaceAsync(Namespace, name, new Replacement { Version = version, Image = image }, Bounded(options)));

    public async Task<Release> UndoAsync(long? to = null, ReleaseOptions? options = null, string name = "biz1") =>
        await RunAsync(await Releases.PlanUndoAsync(Namespace, name, to, Bounded(options)));

    public async Task<Release> ResizeAsync(int replicas, string name = "biz1") =>
        await RunAsync(await Releases.PlanResizeAsync(Namespace, name, replicas, Bounded(null)));

    public async Task<Release> ResumeAsync(ReleaseOptions? options = null, string name = "biz1") =>
        await RunAsync(await Releases.PlanResumeAsync(Namespace, name, Bounded(options)));

    public async Task<Release> StopAsync(bool rollback, ReleaseOptions? options = null, string name = "biz1") =>
        await RunAsync(await Releases.PlanStopAsync(Namespace, name, rollback, Bounded(options)));

    public Task<Release> RunAsync(ReleasePlan plan) => Releases.RunAsync(plan, new Collected(Progress));

    public async Task<IReadOnlyList<Release>> HistoryAsync(string name = "biz1")
    {
        var releases = new List<Release>();
        await foreach (var release in Releases.HistoryAsync(Namespace, name))
            releases.Add(release);
        return releases;
    }

    public Task<PublishedModule> ModuleAsync(string name = "biz1") => new ModuleCatalog(Client, TimeProvider.System).GetAsync(Namespace, name);

    public Task<JsonObject> ReadAsync(string kind, string name = "biz1") =>
        Client.GetAsync(WorkloadResources.Find(kind is "Pod" or "Service" or "ConfigMap" or "Secret" ? "v1" : "apps/v1", kind)!, Namespace, name);

    public async Task<IReadOnlyList<Pod>> PodsAsync() => (await Client.ListAllAsync(Resources.Pods, Namespace)).Items;

    /// <summary>Versions of the replicas that are there and not leaving, with how many of each are ready.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ReadyByVersionAsync() =>
        (await PodsAsync()).Where(pod => pod.Metadata.DeletionTimestamp is null && IsReady(pod))
            .GroupBy(VersionOf).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>A test that waits in vain ends soon.</summary>
    public static ReleaseOptions Bounded(ReleaseOptions? options) => (options ?? ReleaseOptions.Default) with { Timeout = TimeSpan.FromSeconds(60) };

    public static bool IsReady(Pod pod) => pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });

    // The variables of a bare pod stay when its image is replaced in place; its label tells the version.
    private static string VersionOf(Pod pod) =>
        pod.Metadata.OwnerReferences.Count == 0 && pod.Metadata.Labels.TryGetValue(ModuleLabels.Version, out var label) ? label
        : pod.Spec.Containers[0].Env.FirstOrDefault(variable => variable.Name == ModuleLabels.VersionVariable)?.Value ?? "";

    private sealed class Collected(List<ReleaseProgress> target) : IProgress<ReleaseProgress>
    {
        public void Report(ReleaseProgress value)
        {
            lock (target)
                target.Add(value);
        }
    }
}
