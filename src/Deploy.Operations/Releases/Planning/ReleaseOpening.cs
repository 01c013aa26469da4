using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>
/// The first write of a release: the change itself together with the release's state and lock, so that none is there without the others. Pure.
/// </summary>
internal static class ReleaseOpening
{
    internal static ReleaseRecord Record(Workload? live, TemplateChange change, ReleaseOperation operation, ReleaseOptions options, long fromRevision, PlanContext context)
    {
        var now = context.Now;
        var id = NewId(now);
        return new ReleaseRecord
        {
            Id = id,
            Operation = operation,
            FromVersion = live?.Module.Version,
            ToVersion = change.Version,
            FromRevision = fromRevision,
            Since = live is null ? 0 : ReleaseRecord.RevisionNow(live),
            Target = change.Back?.Module.Release ?? id,
            TargetHash = change.Back is { Module.Release.Length: 0 } back ? back.Hash : null,
            Image = ImageFingerprint.Of(change.Image),
            Strategy = live is null ? StrategyKind.Rolling : options.Strategy,
            BatchSize = options.Batches.Size,
            BatchPercent = options.Batches.Percent,
            BatchCount = options.Batches.Count,
            Pause = options.Batches.Pause,
            WaitBetween = options.Batches.WaitBetween,
            ResponsiveFor = options.Gate.ResponsiveFor,
            HealthUrl = options.Gate.HealthUrl,
            BaseHealth = options.Gate.BaseHealth,
            BaseHealthPort = options.Gate.BaseHealthPort,
            OnFailure = options.OnFailure,
            SwitchWhen = options.Safe.When,
            Grace = options.Safe.Grace,
            KeepOld = options.Safe.KeepOld,
            FromContainer = live?.Kind == ModuleKind.Pod && live.Module.Image != change.Image ? ContainerIds.Of(live) : null,
            StartedAt = now,
            // The process, which a lock needs to be told apart by, is no person.
            By = context.Holder.Split('/')[0],
            Cause = options.Cause ?? Sentence(operation, live?.Module.Version, change.Version),
        };
    }

    /// <summary>The object to create, with its release.</summary>
    internal static JsonObject Create(Workload wanted, ReleaseRecord record, ReleaseLock? held)
    {
        var body = wanted.Json.Copy();
        var outline = wanted.Json.Copy();
        foreach (var field in new[] { "apiVersion", "kind", "status" })
            outline.Remove(field);
        outline.Child("metadata").Remove("name");
        outline.Child("metadata").Remove("namespace");
        MarkTemplate(body, wanted.Kind, record);
        var annotations = body.Child("metadata").Child("annotations");
        annotations[ModuleLabels.Applied] = AppliedFields.Write(outline);
        Annotate(annotations, wanted.Kind, record, held);
        return body;
    }

    /// <summary>The patch of a live workload, with its release and the fields that the strategy sets for its time.</summary>
    internal static JsonObject Patch(Workload live, TemplateChange change, ReleaseRecord record, ReleaseLock? held)
    {
        var patch = change.Patch.Copy();
        if (change.Back is null)
            MarkTemplate(patch, live.Kind, record);
        var annotations = patch.Child("metadata").Child("annotations");
        Annotate(annotations, live.Kind, record, held);
        if (live.Kind == ModuleKind.Pod)
            annotations[ModuleLabels.History] = PodHistory(live);
        return patch;
    }

    internal static void Annotate(JsonObject annotations, ModuleKind kind, ReleaseRecord record, ReleaseLock? held)
    {
        // A bare pod is its own template: there the annotation with the id is the target itself.
        annotations[kind == ModuleKind.Pod ? ModuleLabels.PodReleaseState : ModuleLabels.Release] = record.Write();
        annotations[ModuleLabels.Lock] = held?.Write();
        annotations[ModuleLabels.ChangeCause] = record.Cause;
    }

    private static void MarkTemplate(JsonObject body, ModuleKind kind, ReleaseRecord record)
    {
        var template = kind == ModuleKind.Pod ? body : body.Child("spec").Child("template");
        template.Child("metadata").Child("annotations")[ModuleLabels.Release] = record.Target;
    }

    private static string PodHistory(Workload live)
    {
        var revisions = PodRevision.Of(live);
        revisions.Add(new PodRevision
        {
            Revision = (revisions.LastOrDefault()?.Revision ?? 0) + 1,
            Version = live.Module.Version,
            Image = live.Module.Image,
            Release = live.Module.Release,
            Cause = live.Annotations.GetValueOrDefault(ModuleLabels.ChangeCause),
            When = ReleaseRecord.Of(live)?.StartedAt ?? live.CreatedAt,
        });
        return PodRevision.Write(revisions);
    }

    private static string NewId(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"r{now.UtcDateTime:yyyyMMddHHmmss}-{Guid.NewGuid().ToString("N")[..6]}");

    private static string Sentence(ReleaseOperation operation, string? from, string to) => operation switch
    {
        ReleaseOperation.Undo => $"roll back {from} to {to}",
        _ when from is null => $"publish {to}",
        _ when from == to => $"change {to}",
        _ => $"replace {from} by {to}",
    };
}
