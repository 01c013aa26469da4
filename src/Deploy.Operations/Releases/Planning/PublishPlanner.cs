using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Plans to publish a module, or to change a published one to what is asked for.</summary>
internal sealed class PublishPlanner(PlanContext context)
{
    internal async Task<ReleasePlan> PlanAsync(ReleaseRequest request, CancellationToken cancellationToken)
    {
        var live = await context.Catalog.FindWorkloadAsync(request.Namespace, request.Module, cancellationToken);
        var (writes, changes) = await AlongPlanner.PlanAsync(context, request.Along, cancellationToken);
        if (live is null)
        {
            await RefuseForeignPodsAsync(request, cancellationToken);
            return New(request, writes, changes);
        }
        if (live.Kind != request.Kind)
        {
            throw new DeployException(ModuleCodes.AlreadyPublished, $"Module '{request.Module}' is published as a {live.Kind} already.", $"{request.Namespace}/{request.Module}",
                $"Publish it as a {live.Kind}, or unpublish it first.");
        }
        if (live.Name != request.Wanted.Name)
        {
            throw new DeployException(ModuleCodes.AlreadyPublished, $"Module '{request.Module}' is published by {live.Kind} '{live.Name}' already.", $"{request.Namespace}/{request.Module}",
                $"Name the workload '{live.Name}', or unpublish the module first.");
        }
        return await ChangedAsync(request, live, writes, changes, cancellationToken);
    }

    private ReleasePlan New(ReleaseRequest request, List<ObjectWrite> along, List<PlannedChange> changes)
    {
        var wanted = request.Wanted;
        var change = new TemplateChange(wanted.Json, request.Version, wanted.Module.Image, true, []);
        var release = ReleaseOpening.Record(null, change, ReleaseOperation.Publish, request.Options, 0, context);
        changes.Add(new PlannedChange(ChangeAction.Create, request.Kind.ToString(), request.Namespace, wanted.Name,
            $"publishes {request.Version}", [$"image: {Redaction.Url(wanted.Module.Image)}"]));
        return Plan(request, ReleaseOperation.Publish, null, changes, new PlannedWork.Begin(null, wanted, change, release, null, along), []);
    }

    private async Task<ReleasePlan> ChangedAsync(ReleaseRequest request, Workload live, List<ObjectWrite> along, List<PlannedChange> changes, CancellationToken cancellationToken)
    {
        if (live.IsDeleting)
            throw new DeployException(ModuleCodes.AlreadyPublished, $"Module '{request.Module}' is being removed.", $"{live.Namespace}/{live.Name}", "Wait until it is gone, then publish.");
        OpenRelease.RefuseHalfRemoved(live);
        var change = await HeardAsync(TemplateChange.Between(WantedWorkload.Fit(request, live), live), live, cancellationToken);
        if (change.IsEmpty && changes.Count == 0)
            return Plan(request, ReleaseOperation.Change, live, changes, new PlannedWork.Nothing(live), []);
        if (!change.IsEmpty)
            changes.Add(new PlannedChange(ChangeAction.Patch, live.Kind.ToString(), live.Namespace, live.Name, Reason(live, request.Version, change), change.Fields));
        if (!change.ChangesTemplate)
            return Plan(request, ReleaseOperation.Change, live, changes, new PlannedWork.Adjust(live, change, along), change.Losses);
        OpenRelease.RefuseBeside(live, request.Options, context.Holder, context.Now);
        var earlier = await context.EarlierAsync(live, cancellationToken);
        var operation = live.Module.Version == request.Version ? ReleaseOperation.Change : ReleaseOperation.Replace;
        var from = await context.FromRevisionAsync(live, earlier, cancellationToken);
        var release = ReleaseOpening.Record(live, change, operation, request.Options, from, context);
        return Plan(request, operation, live, changes, new PlannedWork.Begin(live, null, change, release, earlier, along), change.Losses);
    }

    private async Task<TemplateChange> HeardAsync(TemplateChange change, Workload live, CancellationToken cancellationToken)
    {
        if (change.IsEmpty)
            return change;
        var answer = await ServerWord.AskAsync(context.Client, WorkloadResources.Of(live.Kind), live.Json, change.Patch, cancellationToken);
        return answer.Changes ? change with { ChangesTemplate = change.ChangesTemplate && answer.ChangesTemplate } : TemplateChange.None;
    }

    private ReleasePlan Plan(ReleaseRequest request, ReleaseOperation operation, Workload? live, List<PlannedChange> changes, PlannedWork work, IReadOnlyList<string> losses) =>
        PlanCompletion.Complete(new ReleasePlan(work, request.Options, token => PlanAsync(request, token))
        {
            Operation = operation,
            Namespace = request.Namespace,
            Module = request.Module,
            Kind = request.Kind,
            FromVersion = live?.Module.Version,
            ToVersion = request.Version,
            Changes = changes,
            Warnings = [.. losses.Select(loss => $"It takes away what there is: {loss}.")],
        });

    // A new workload whose selector fits the pods of another would adopt them or fight over them.
    private async Task RefuseForeignPodsAsync(ReleaseRequest request, CancellationToken cancellationToken)
    {
        if (!request.IsManifest || request.Kind == ModuleKind.Pod)
            return;
        var options = new ListOptions { LabelSelector = SelectorText.Of(request.Wanted.Json.At("spec", "selector")) };
        var pods = await context.Client.ListAllAsync(WorkloadResources.Pods, request.Namespace, options, cancellationToken);
        if (pods.Items.Count > 0)
        {
            throw new DeployException(ManifestCodes.SelectorMismatch,
                $"The selector of {request.Kind} '{request.Wanted.Name}' fits {pods.Items.Count} pods of others, such as '{pods.Items[0].TextAt("metadata", "name")}'.",
                $"{request.Namespace}/{request.Wanted.Name}", "Select on a label that only this module's pods have.");
        }
    }

    private static string Reason(Workload live, string version, TemplateChange change) =>
        !change.ChangesTemplate ? "no replica is replaced"
        : live.Module.Version == version ? "the replicas change, the version stays"
        : $"{live.Module.Version} is replaced by {version}";
}
