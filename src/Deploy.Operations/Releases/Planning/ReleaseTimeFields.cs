using System.Text.Json.Nodes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>
/// The fields of a workload's spec that a strategy sets for the time of a release, and the operator's own values that come back at its end. Pure.
/// </summary>
internal static class ReleaseTimeFields
{
    // New pods become Ready but never available, so the controller stops by itself after what the surge allows.
    internal const int NeverAvailable = 2147483646;
    internal const int NoDeadline = 2147483647;

    /// <summary>Adds them to a patch whose release is about to open.</summary>
    /// <param name="earlier">State of the release before; if it set fields too, the own values are the ones it noted.</param>
    /// <param name="isDriven">Whether somebody stays to take the steps that a kind's own controller does not take.</param>
    /// <returns>The release with the own values to restore.</returns>
    internal static ReleaseRecord Set(Workload live, JsonObject patch, ReleaseRecord release, ReleaseRecord? earlier, bool isDriven = true) => live.Kind switch
    {
        ModuleKind.Deployment => SetDeployment(live, patch, release, earlier?.Own),
        ModuleKind.DaemonSet => SetDaemonSet(live, patch, OneByOne(live, patch, release, isDriven), earlier?.Own),
        ModuleKind.StatefulSet => SetStatefulSet(live, patch, OneByOne(live, patch, release, isDriven), earlier?.Own),
        _ => release,
    };

    // These controllers go on as soon as a replica is ready, though it may crash the next moment: so we take the steps.
    private static ReleaseRecord OneByOne(Workload live, JsonObject patch, ReleaseRecord release, bool isDriven) =>
        isDriven && release.Strategy == StrategyKind.Rolling && live.Desired > 1 && IsReadyOnceRunning(live, patch) ? OneByOne(release) : release;

    private static ReleaseRecord OneByOne(ReleaseRecord release) =>
        release with { Strategy = StrategyKind.Batched, BatchSize = 1, BatchCount = null, BatchPercent = null, Pause = PauseAfter.Never };

    /// <summary>Surge of a batch; at least 1, since surge and unavailability cannot both be 0.</summary>
    internal static int Surge(ReleaseRecord release, int batch, int desired) =>
        release.Strategy == StrategyKind.Safe ? Math.Max(1, desired) : Math.Max(1, BatchSizes.After(release, batch, desired) - BatchSizes.After(release, batch - 1, desired));

    private static ReleaseRecord SetDeployment(Workload live, JsonObject patch, ReleaseRecord release, OwnValues? noted)
    {
        if ((patch.TextAt("spec", "strategy", "type") ?? live.Json.TextAt("spec", "strategy", "type")) == "Recreate")
        {
            return release.Strategy == StrategyKind.Rolling ? release
                : throw new DeployException(ModuleCodes.InvalidParameter, $"Deployment '{live.Name}' has strategy Recreate, which stops all replicas first.",
                    $"{live.Namespace}/{live.Name}", "Set its strategy to RollingUpdate, or release it without batches and with -AcceptDowntime.");
        }
        var own = DivertedTo(noted ?? OwnValues.Of(live), patch);
        if (release.Strategy == StrategyKind.Rolling)
            return SetRolling(live, patch, release, own);
        SetBarrier(patch, Surge(release, 1, Desired(live, patch)));
        return release with { Own = own };
    }

    /// <summary>The operator's own rolling update, but with none leaving before its successor is ready and has shown to stay so.</summary>
    internal static ReleaseRecord SetRolling(Workload live, JsonObject patch, ReleaseRecord release, OwnValues own)
    {
        var graceful = RollingValues.Graceful(own, Desired(live, patch));
        var wanted = RollingValues.Held(graceful, release, IsReadyOnceRunning(live, patch));
        if (wanted != OwnValues.Of(live))
            Put(patch, wanted);
        return release with { Own = wanted == own ? null : own, OnTrial = wanted.MinReadySeconds != graceful.MinReadySeconds && release.ResponsiveFor == TimeSpan.Zero };
    }

    // A container that the patch adds without a check, or takes the check from, is rare: what is live tells, with what the patch says of checks.
    private static bool IsReadyOnceRunning(Workload live, JsonObject patch)
    {
        var template = patch.ObjectAt("spec", "template");
        return template?["$patch"] is not null ? new ModuleTemplate(template, isBarePod: false).IsReadyOnceRunning
            : live.Module.IsReadyOnceRunning && template.ObjectsAt("spec", "containers").All(container => container["readinessProbe"] is null);
    }

    internal static void SetBarrier(JsonObject patch, int surge)
    {
        var spec = patch.Child("spec");
        spec["minReadySeconds"] = NeverAvailable;
        spec["progressDeadlineSeconds"] = NoDeadline;
        spec.Child("strategy")["rollingUpdate"] = new JsonObject { ["maxSurge"] = surge, ["maxUnavailable"] = 0 };
    }

    private static void Put(JsonObject patch, OwnValues values)
    {
        var spec = patch.Child("spec");
        foreach (var (name, value) in values.Restore(ModuleKind.Deployment))
            spec[name] = value?.DeepClone();
    }

    // What the change itself says of these fields is the operator's new own value; it is written at the end.
    private static OwnValues DivertedTo(OwnValues own, JsonObject patch)
    {
        if (patch.ObjectAt("spec") is not { } spec)
            return own;
        var diverted = own with
        {
            MinReadySeconds = (int?)spec.NumberAt("minReadySeconds") ?? own.MinReadySeconds,
            ProgressDeadlineSeconds = (int?)spec.NumberAt("progressDeadlineSeconds") ?? own.ProgressDeadlineSeconds,
            MaxSurge = spec.TextAt("strategy", "rollingUpdate", "maxSurge") ?? own.MaxSurge,
            MaxUnavailable = spec.TextAt("strategy", "rollingUpdate", "maxUnavailable") ?? own.MaxUnavailable,
        };
        spec.Remove("minReadySeconds");
        spec.Remove("progressDeadlineSeconds");
        spec.ObjectAt("strategy")?.Remove("rollingUpdate");
        return diverted;
    }

    private static ReleaseRecord SetDaemonSet(Workload live, JsonObject patch, ReleaseRecord release, OwnValues? noted)
    {
        var own = noted ?? OwnValues.Of(live);
        if (release.Strategy == StrategyKind.Rolling && own.UpdateType == "OnDelete")
            release = OneByOne(release);
        var type = release.Strategy == StrategyKind.Batched ? "OnDelete" : own.UpdateType ?? "RollingUpdate";
        patch.Child("spec").Child("updateStrategy")["type"] = type;
        return release.Strategy == StrategyKind.Batched ? release with { Own = own } : release;
    }

    private static ReleaseRecord SetStatefulSet(Workload live, JsonObject patch, ReleaseRecord release, OwnValues? noted)
    {
        var own = noted ?? OwnValues.Of(live);
        var desired = Desired(live, patch);
        // Where none answers, its controller makes no further one before the first does: there is nothing to go through in batches.
        if (release.Strategy == StrategyKind.Batched && live.Ready == 0 && live.Desired > 0)
            release = release with { Strategy = StrategyKind.Rolling };
        var partition = release.Strategy == StrategyKind.Batched ? desired - BatchSizes.After(release, 1, desired) : 0;
        if (live.Json.TextAt("spec", "updateStrategy", "type") == "OnDelete")
        {
            throw new DeployException(ModuleCodes.InvalidParameter, $"StatefulSet '{live.Name}' has update strategy OnDelete.",
                $"{live.Namespace}/{live.Name}", "Set its update strategy to RollingUpdate.");
        }
        SetPartition(patch, partition);
        return own.Partition is null or 0 && release.Strategy == StrategyKind.Rolling ? release : release with { Own = own };
    }

    internal static void SetPartition(JsonObject patch, int partition) =>
        patch.Child("spec").Child("updateStrategy")["rollingUpdate"] = new JsonObject { ["partition"] = partition };

    private static int Desired(Workload live, JsonObject patch) => (int?)patch.NumberAt("spec", "replicas") ?? live.Desired;
}
