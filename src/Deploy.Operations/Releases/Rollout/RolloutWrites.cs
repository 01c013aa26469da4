using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>The writes of a workload that carry a release from one step to the next, each with the state that it leads to. Pure.</summary>
internal static class RolloutWrites
{
    private const int SucceededKept = 20;

    /// <summary>Writes the release's state, and the lock as it is to be then (null frees it).</summary>
    internal static ObjectWrite Note(Workload live, ReleaseRecord release, ReleaseLock? held, JsonObject? patch = null)
    {
        patch ??= [];
        var annotations = patch.Child("metadata").Child("annotations");
        annotations[live.Kind == ModuleKind.Pod ? ModuleLabels.PodReleaseState : ModuleLabels.Release] = release.Write();
        annotations[ModuleLabels.Lock] = held?.Write();
        return ObjectWrite.PatchOf(WorkloadResources.Of(live.Kind), live.Namespace, live.Name, live.ResourceVersion, patch);
    }

    internal static ObjectWrite OpenBatch(Workload live, ReleaseRecord release, ReleaseLock? held)
    {
        var patch = new JsonObject();
        KindDrivers.Of(live.Kind).OpenBatch(patch, live, release);
        return Note(live, release, held, patch);
    }

    /// <summary>Notes that the release failed. A rolling update is stopped in the same write: its controller would go on whenever a crashing replica is ready for a moment.</summary>
    internal static ObjectWrite Fail(Workload live, ReleaseRecord release, string message)
    {
        var stops = live.Kind == ModuleKind.Deployment && release.Strategy == StrategyKind.Rolling && live.Json.TextAt("spec", "paused") != "true";
        var patch = stops ? new JsonObject { ["spec"] = new JsonObject { ["paused"] = true } } : null;
        return Note(live, release with { Phase = ReleasePhase.Failed, Message = message, HoldsPause = release.HoldsPause || stops }, null, patch);
    }

    /// <summary>Ends the trial of a rolling update: the controller waits for the others as long as the operator wants.</summary>
    internal static ObjectWrite EndTrial(Workload live, ReleaseRecord release, ReleaseLock? held)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["minReadySeconds"] = release.Own?.MinReadySeconds } };
        return Note(live, release with { OnTrial = false }, held, patch);
    }

    /// <summary>Ends the release: the operator's own values come back, the lock goes.</summary>
    internal static ObjectWrite Finish(Workload live, ReleaseRecord release, ReleasePhase phase, string? message)
    {
        var patch = new JsonObject();
        if (release.Own is { } own)
            patch["spec"] = own.Restore(live.Kind);
        if (phase == ReleasePhase.Succeeded)
        {
            var earlier = live.Annotation(ModuleLabels.Succeeded).Split(',', StringSplitOptions.RemoveEmptyEntries);
            var target = release.TargetHash ?? release.Target;
            patch.Child("metadata").Child("annotations")[ModuleLabels.Succeeded] =
                string.Join(',', earlier.Where(id => id != target).Prepend(target).Take(SucceededKept));
        }
        return Note(live, release with { Phase = phase, Own = null, Message = message }, null, patch);
    }

    /// <summary>Begins the rolling way back to an earlier template.</summary>
    internal static ObjectWrite RestoreTemplate(Workload live, ReleaseRecord release, RevisionSet earlier, ReleaseLock? held)
    {
        var template = earlier.Template.Copy();
        template["$patch"] = "replace";
        var patch = new JsonObject { ["spec"] = new JsonObject { ["template"] = template } };
        patch.Child("metadata")["labels"] = new JsonObject { [ModuleLabels.Version] = live.Labels.ContainsKey(ModuleLabels.Version) ? earlier.Module.Version : null };
        var back = release with
        {
            Phase = ReleasePhase.RollingBack,
            IsReverted = true,
            Since = ReleaseRecord.RevisionNow(live),
            Strategy = StrategyKind.Rolling,
            Target = earlier.Module.Release,
            TargetHash = earlier.Module.Release.Length > 0 ? null : earlier.Hash,
            Image = ImageFingerprint.Of(earlier.Module.Image),
        };
        if (release.HoldsPause)
            patch.Child("spec")["paused"] = false;
        return Note(live, Rolling(live, patch, back with { HoldsPause = false }), held, patch);
    }

    /// <summary>Puts the earlier image of a bare pod back in place.</summary>
    internal static ObjectWrite RestorePod(Workload live, ReleaseRecord release, PodRevision earlier, ReleaseLock? held)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = new JsonObject { [ModuleLabels.Version] = earlier.Version },
                ["annotations"] = new JsonObject { [ModuleLabels.Release] = earlier.Release.Length > 0 ? earlier.Release : release.Id },
            },
            ["spec"] = new JsonObject
            {
                ["containers"] = new JsonArray(new JsonObject { ["name"] = live.Module.Container?.TextAt("name"), ["image"] = earlier.Image }),
            },
        };
        return Note(live, release with
        {
            Phase = ReleasePhase.RollingBack,
            IsReverted = true,
            Target = earlier.Release.Length > 0 ? earlier.Release : release.Id,
            Image = ImageFingerprint.Of(earlier.Image),
            // Where the container before has not gone yet, it may stay: then there is no other to wait for.
            FromContainer = ContainerIds.Of(live) is var running && running == release.FromContainer ? null : running,
        }, held, patch);
    }

    // The way back is the kind's own rolling update; what it needs to be without loss is restored with the own values at its end.
    private static ReleaseRecord Rolling(Workload live, JsonObject patch, ReleaseRecord back)
    {
        switch (live.Kind)
        {
            case ModuleKind.Deployment when live.Json.TextAt("spec", "strategy", "type") != "Recreate":
                return ReleaseTimeFields.SetRolling(live, patch, back, back.Own ?? OwnValues.Of(live));
            case ModuleKind.DaemonSet:
                patch.Child("spec").Child("updateStrategy")["type"] = "RollingUpdate";
                return back;
            case ModuleKind.StatefulSet:
                ReleaseTimeFields.SetPartition(patch, 0);
                return back;
            default:
                return back;
        }
    }
}
