using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Running;

/// <summary>The write that suspends, resumes or stops a release. Pure.</summary>
internal static class TurnWrite
{
    internal static ObjectWrite Of(Workload live, ReleaseRecord after, ReleaseLock? held)
    {
        var before = ReleaseRecord.Of(live);
        var patch = new JsonObject();
        if (before is not null && before.HoldsPause != after.HoldsPause && live.Kind == ModuleKind.Deployment)
            patch["spec"] = new JsonObject { ["paused"] = after.HoldsPause };
        return RolloutWrites.Note(live, after, held, patch);
    }
}
