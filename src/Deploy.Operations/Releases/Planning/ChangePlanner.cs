using System.Text.Json.Nodes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Preflight;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Plans changes of a published module: another version, an earlier revision, another replica count.</summary>
internal sealed class ChangePlanner(PlanContext context)
{
    internal async Task<ReleasePlan> ReplaceAsync(string ns, string name, Replacement to, ReleaseOptions options, CancellationToken cancellationToken)
    {
        ModuleNames.CheckVersion(to.Version);
        if (to.Image is { } image)
            ModuleNames.CheckImage(image);
        foreach (var variable in to.Environment.Keys)
            ModuleNames.CheckVariable(variable);
        var live = await context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
        OpenRelease.RefuseHalfRemoved(live);
        ReleaseOptionsCheck.Check(options, live.Kind);
        if (live.Kind == ModuleKind.Pod && to.Environment.Count > 0)
            throw ModuleNames.Invalid("The variables of a bare pod cannot be changed in place.", "Leave them out, or publish as a Deployment.");
        var change = ReplacementChange.Of(live, to);
        if (!change.ChangesTemplate)
            return Plan(ReleaseOperation.Replace, live, to.Version, [], new PlannedWork.Nothing(live), options, Again);
        OpenRelease.RefuseBeside(live, options, context.Holder, context.Now);
        return await BeginAsync(ReleaseOperation.Replace, live, change, options, Again, cancellationToken);

        Task<ReleasePlan> Again(CancellationToken token) => ReplaceAsync(ns, name, to, options, token);
    }

    internal async Task<ReleasePlan> UndoAsync(string ns, string name, long? toRevision, ReleaseOptions options, CancellationToken cancellationToken)
    {
        var live = await context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
        OpenRelease.RefuseHalfRemoved(live);
        ReleaseOptionsCheck.Check(options, live.Kind);
        if (!options.Force)
            OpenRelease.RefuseLocked(live, context.Holder, context.Now);
        var earlier = ReleaseRecord.Of(live);
        if (earlier is { IsOpen: true, Strategy: not StrategyKind.Rolling } && !earlier.IsReverted && earlier.FromRevision > 0 && (toRevision is null || toRevision == earlier.FromRevision))
            return await new TurnPlanner(context).StopAsync(ns, name, rollback: true, options, cancellationToken);
        if (earlier is { IsOpen: true, Strategy: StrategyKind.Safe })
        {
            throw new DeployException(ReleaseCodes.Open, $"Safe upgrade {earlier.Id} holds the module's Services.", $"{ns}/{name}",
                $"Roll it back first (to revision {earlier.FromRevision}), then to the revision that you want.");
        }
        if (live.Kind == ModuleKind.Pod)
            return await UndoPodAsync(live, toRevision, options, Again, cancellationToken);
        var revisions = await RevisionReader.ReadAsync(context.Client, live, cancellationToken);
        var target = UndoTarget.Choose(live, revisions, toRevision);
        var (fresh, revision) = await new RevisionRenewal(context).RenewAsync(live, target, cancellationToken);
        return await BeginAsync(ReleaseOperation.Undo, live, Back(live, fresh), options, Again, cancellationToken, revision);

        Task<ReleasePlan> Again(CancellationToken token) => UndoAsync(ns, name, toRevision, options, token);
    }

    internal async Task<ReleasePlan> ResizeAsync(string ns, string name, int replicas, ReleaseOptions options, CancellationToken cancellationToken)
    {
        ModuleNames.CheckReplicas(replicas);
        var live = await context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
        ScaleCheck.Check(live, replicas, options.Force);
        IReadOnlyList<PlannedChange> changes = live.Desired == replicas ? []
            : [new PlannedChange(ChangeAction.Scale, live.Kind.ToString(), live.Namespace, live.Name, "the replica count changes", [$"spec.replicas: {live.Desired} -> {replicas}"])];
        PlannedWork work = changes.Count == 0 ? new PlannedWork.Nothing(live) : new PlannedWork.Scale(live, replicas);
        return Plan(ReleaseOperation.Resize, live, null, changes, work, options, token => ResizeAsync(ns, name, replicas, options, token));
    }

    private async Task<ReleasePlan> UndoPodAsync(Workload live, long? toRevision, ReleaseOptions options, Func<CancellationToken, Task<ReleasePlan>> again, CancellationToken cancellationToken)
    {
        var target = UndoTarget.Choose(live, toRevision);
        var image = await context.RenewUrlAsync(target.Image, cancellationToken);
        var change = ReplacementChange.Of(live, new Replacement { Version = target.Version, Image = image });
        return await BeginAsync(ReleaseOperation.Undo, live, change, options, again, cancellationToken);
    }

    private async Task<ReleasePlan> BeginAsync(ReleaseOperation operation, Workload live, TemplateChange change, ReleaseOptions options, Func<CancellationToken, Task<ReleasePlan>> again, CancellationToken cancellationToken, ObjectWrite? revision = null)
    {
        var earlier = await context.EarlierAsync(live, cancellationToken);
        var from = await context.FromRevisionAsync(live, earlier, cancellationToken);
        var release = ReleaseOpening.Record(live, change, operation, options, from, context);
        var reason = operation == ReleaseOperation.Undo ? $"{live.Module.Version} is rolled back to {change.Version}" : $"{live.Module.Version} is replaced by {change.Version}";
        var planned = new PlannedChange(ChangeAction.Patch, live.Kind.ToString(), live.Namespace, live.Name, reason, change.Fields);
        List<PlannedChange> changes = revision is null ? [planned]
            : [new PlannedChange(ChangeAction.Patch, revision.Resource.Kind, live.Namespace, revision.Name, "its package URL is signed afresh", []), planned];
        var plan = Plan(operation, live, change.Version, changes, new PlannedWork.Begin(live, null, change, release, earlier, []) { Revision = revision }, options, again);
        // Said only: what still runs of that revision needs no URL, and a rollback is not the moment to refuse one.
        return operation == ReleaseOperation.Undo && PackageCheck.Life(change.Image, change.Back?.Template ?? [], context.Now) is { Passed: false } life
            ? plan with { Warnings = [.. plan.Warnings, $"A replica that starts anew cannot read its package (403): {life.Message} Name the store (-Store), and it is signed afresh."] }
            : plan;
    }

    private static TemplateChange Back(Workload live, RevisionSet target)
    {
        var template = target.Template.Copy();
        template["$patch"] = "replace";
        var patch = new JsonObject { ["spec"] = new JsonObject { ["template"] = template } };
        if (live.Labels.ContainsKey(ModuleLabels.Version))
            patch.Child("metadata")["labels"] = new JsonObject { [ModuleLabels.Version] = target.Module.Version };
        var fields = FieldChanges.Between([], new JsonObject { ["template"] = target.Template.Copy() }, new JsonObject { ["template"] = live.Template.Copy() }).Fields;
        return new TemplateChange(patch, target.Module.Version, target.Module.Image, true, fields) { Back = target };
    }

    private static ReleasePlan Plan(ReleaseOperation operation, Workload live, string? toVersion, IReadOnlyList<PlannedChange> changes, PlannedWork work, ReleaseOptions options, Func<CancellationToken, Task<ReleasePlan>> again) =>
        PlanCompletion.Complete(new ReleasePlan(work, options, again)
        {
            Operation = operation,
            Namespace = live.Namespace,
            Module = live.Module.Name,
            Kind = live.Kind,
            FromVersion = live.Module.Version,
            ToVersion = toVersion,
            Changes = changes,
        });
}
