using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Deployments;
using Deploy.LocalCluster.Controllers.ReplicaSets;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Tests.Controllers;

/// <summary>A deployment, its sets and their pods in memory. The controllers' decisions are carried out one at a time, in any order, on reports that may be old.</summary>
internal sealed class RollingUpdateModel
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, ReplicaSetWorkload> sets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pod> pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReplicaSetStatus> reports = new(StringComparer.Ordinal);
    private DeploymentWorkload deployment;
    private int number;

    public RollingUpdateModel(int replicas, IntOrString surge, IntOrString unavailable)
    {
        deployment = new()
        {
            Metadata = new() { Name = "web", Namespace = "default", Uid = "web", Generation = 1 },
            Spec = new()
            {
                Replicas = replicas,
                Strategy = new() { Type = "RollingUpdate", RollingUpdate = new() { MaxSurge = surge, MaxUnavailable = unavailable } },
                RevisionHistoryLimit = 10,
                ProgressDeadlineSeconds = 600,
            },
        };
    }

    public int Live => pods.Count;

    public int Ready => pods.Values.Count(PodConditions.IsReady);

    public RollingLimits Limits => RollingLimits.Of(deployment);

    public IEnumerable<string> SetNames => sets.Keys;

    public IEnumerable<string> UnreadyPods => pods.Values.Where(pod => !pod.IsReady()).Select(pod => pod.Metadata.Uid);

    public bool IsDone => sets.Values.All(set => set.Status.Replicas == set.Spec.Replicas) && Ready == deployment.Spec.Replicas && Live == Ready
        && sets.Values.Where(set => set.Spec.Replicas > 0).All(set => set.Spec.Template.SameAs(deployment.Spec.Template));

    public void SetImage(string image)
    {
        var template = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = image }) } };
        deployment = deployment with { Metadata = deployment.Metadata with { Generation = deployment.Metadata.Generation + 1 }, Spec = deployment.Spec with { Template = PodTemplate.Of(template) } };
    }

    public void ReconcileDeployment()
    {
        var plan = DeploymentDecision.Decide(deployment, sets.Values, [], Now);
        foreach (var action in plan.Actions)
            Apply(action);
        if (plan.Status is { } status)
            deployment = deployment with { Status = status };
    }

    /// <summary>Counts the set's pods, then creates or deletes some; the report is not delivered yet.</summary>
    public void ReconcileSet(string name)
    {
        var set = sets[name];
        var own = PodsOf(name);
        reports[name] = ReplicaSetDecision.Status(set, own, null, Now);
        var plan = ReplicaSetDecision.Decide(set, own, own);
        for (var i = 0; i < plan.Create; i++)
            AddPod(name);
        foreach (var pod in plan.Delete)
            pods.Remove(pod.Metadata.Uid);
    }

    public void Report(string name)
    {
        if (reports.Remove(name, out var report))
            sets[name] = sets[name] with { Status = report };
    }

    public void MakeReady(string uid) => pods[uid] = pods[uid] with
    {
        Status = new() { Phase = "Running", Conditions = [new() { Type = "Ready", Status = "True", LastTransitionTime = Now }] },
    };

    private List<Pod> PodsOf(string set) => [.. pods.Values.Where(pod => pod.Metadata.Labels["set"] == set)];

    private void AddPod(string set)
    {
        var uid = $"{set}-{number++}";
        pods[uid] = new() { Metadata = new() { Name = uid, Uid = uid, Labels = new Dictionary<string, string> { ["set"] = set } }, Spec = new() { NodeName = "n" } };
    }

    private void Apply(DeploymentAction action)
    {
        switch (action)
        {
            case DeploymentAction.Create create:
                sets[create.Set.Metadata.Name] = create.Set with { Metadata = create.Set.Metadata with { Uid = create.Set.Metadata.Name, Generation = 1, CreationTimestamp = Now.AddSeconds(sets.Count) } };
                break;
            case DeploymentAction.Update update:
                var set = sets[update.Set.Metadata.Name];
                var annotations = new Dictionary<string, string>(set.Metadata.Annotations, StringComparer.Ordinal);
                foreach (var (key, value) in update.Annotations)
                    annotations[key] = value;
                sets[set.Metadata.Name] = set with
                {
                    Metadata = set.Metadata with { Annotations = annotations, Generation = set.Metadata.Generation + 1 },
                    Spec = set.Spec with { Replicas = update.Replicas ?? set.Spec.Replicas, MinReadySeconds = update.MinReadySeconds ?? set.Spec.MinReadySeconds },
                };
                break;
            case DeploymentAction.Delete delete:
                sets.Remove(delete.Set.Metadata.Name);
                break;
        }
    }
}
