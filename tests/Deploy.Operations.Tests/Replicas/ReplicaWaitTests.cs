using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;
using Deploy.Operations.Replicas.Waiting;

namespace Deploy.Operations.Tests.Replicas;

public sealed class ReplicaWaitTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Enough_responsive_replicas_are_success()
    {
        Assert.Equal(WaitOutcome.Succeeded, Judge(2, Case("responsive"), Case("responsive")).Outcome);
        Assert.Equal(WaitOutcome.Pending, Judge(3, Case("responsive"), Case("responsive"), Case("container-creating")).Outcome);
        Assert.Equal(WaitOutcome.Succeeded, Judge(new WorkloadFacts { Desired = 3, Required = 1 }, Case("responsive"), Case("image-not-found-err")).Outcome);
        Assert.Equal(WaitOutcome.Succeeded, Judge(0).Outcome);
    }

    [Fact]
    public void Replicas_on_their_way_out_count_for_nothing()
    {
        var verdict = Judge(1, Case("decommissioned-mark"));
        Assert.Equal((WaitOutcome.Pending, 0), (verdict.Outcome, verdict.Responsive));
        Assert.Equal(WaitOutcome.Succeeded, Judge(0, Case("deleting-within-grace")).Outcome);
        Assert.Equal(WaitOutcome.Pending, Judge(0, Case("responsive")).Outcome);
    }

    [Theory]
    [InlineData("image-not-found-err", "Image.NotFound")]
    [InlineData("image-invalid-name", "Image.InvalidName")]
    [InlineData("image-never-pull", "Image.NeverPull")]
    [InlineData("package-url-expired-403", "Package.UrlExpired")]
    [InlineData("base-broken", "Arklet.InstallBizFailed")]
    [InlineData("base-metaspace", "User.MetaspaceFull")]
    [InlineData("crash-loop-before-ready", "Container.CrashLoop")]
    [InlineData("crash-loop-startup-exit-0.1.36", "Container.StartupFailing")]
    [InlineData("crash-loop-post-start-hook.1.36", "Container.CannotStart")]
    [InlineData("sidecar-crash-loop-app-runs", "Container.CrashLoop")]
    [InlineData("sidecar-beside-failing-init", "Container.CrashLoop")]
    [InlineData("mount-config-map-missing", "Config.ConfigMapMissing")]
    [InlineData("mount-timeout", "Config.VolumeNotMounted")]
    [InlineData("sandbox-failed", "Config.SandboxFailed")]
    [InlineData("unschedulable-disk-pressure", "Scheduler.NodesUnschedulable")]
    [InlineData("oom-heap-above-limit", "Container.OutOfMemory")]
    [InlineData("command-exit-127", "Container.WrongCommand")]
    [InlineData("init-crash-loop", "Container.CrashLoop")]
    [InlineData("config-map-missing", "Config.ConfigMapMissing")]
    [InlineData("unschedulable-memory", "Scheduler.InsufficientResources")]
    [InlineData("unschedulable-selector", "Scheduler.NoMatchingNode")]
    public void What_cannot_heal_ends_the_wait_with_its_cause(string name, string code)
    {
        var verdict = Judge(1, Case(name));
        Assert.Equal((WaitOutcome.Impossible, code), (verdict.Outcome, verdict.Cause?.Code));
        Assert.Contains(verdict.Cause!.Message, verdict.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("container-creating")]
    [InlineData("started-within-grace")]
    [InlineData("unresponsive-past-grace")]
    [InlineData("first-crash-may-heal")]
    [InlineData("running-after-crash")]
    [InlineData("base-pull-retry")]
    [InlineData("base-resolved")]
    [InlineData("node-lost-by-node")]
    [InlineData("evicted-disk")]
    [InlineData("waits-for-base-version")]
    [InlineData("scheduler-has-not-looked")]
    [InlineData("scheduling-gated")]
    public void What_may_heal_by_itself_is_waited_for(string name) => Assert.Equal(WaitOutcome.Pending, Judge(1, Case(name)).Outcome);

    [Fact]
    public void A_missing_base_ends_the_wait_only_where_that_was_asked_for()
    {
        var options = new WaitOptions { AwaitBase = false };
        Assert.Equal(WaitOutcome.Impossible, ReplicaWait.Judge(new WorkloadFacts { Desired = 1 }, [Case("waits-for-base-version")], options, Now).Outcome);
    }

    [Fact]
    public void Unschedulable_counts_after_its_grace_and_says_when_to_look_again()
    {
        var options = new WaitOptions { UnschedulableGrace = TimeSpan.FromSeconds(90) };
        var verdict = ReplicaWait.Judge(new WorkloadFacts { Desired = 1 }, [Case("unschedulable-memory-with-capacity")], options, Now);
        Assert.Equal((WaitOutcome.Pending, Now.AddSeconds(30)), (verdict.Outcome, verdict.JudgeAgainAt));
        Assert.Contains("free 2Gi at most (node-3), asked 4Gi", verdict.Message, StringComparison.Ordinal);
        Assert.Equal(WaitOutcome.Impossible, ReplicaWait.Judge(new WorkloadFacts { Desired = 1 }, [Case("unschedulable-memory-with-capacity")], options, verdict.JudgeAgainAt!.Value).Outcome);
    }

    [Fact]
    public void A_pull_that_was_refused_counts_when_it_is_repeated_or_lasts()
    {
        var options = new WaitOptions { ImagePullGrace = TimeSpan.FromHours(1) };
        var refused = Case("image-unauthorized");
        Assert.Equal(WaitOutcome.Pending, ReplicaWait.Judge(new WorkloadFacts { Desired = 1 }, [refused], options, Now).Outcome);
        var failed = new Event { Reason = "Failed", Message = "Failed to pull image \"x\": 401", Count = 2 };
        Assert.Equal(WaitOutcome.Impossible, ReplicaWait.Judge(new WorkloadFacts { Desired = 1 }, [refused with { Events = [failed] }], options, Now).Outcome);
        Assert.Equal(WaitOutcome.Pending, ReplicaWait.Judge(new WorkloadFacts { Desired = 1 }, [refused with { Events = [failed with { Count = 1 }] }], options, Now).Outcome);
    }

    [Fact]
    public void A_preparation_that_failed_once_may_pass_and_a_disk_that_is_still_elsewhere_comes()
    {
        var failing = Case("mount-timeout");
        var failed = failing.Events!.Single();
        Assert.Equal(WaitOutcome.Pending, Judge(1, failing with { Events = [failed with { Count = 1 }] }).Outcome);
        var elsewhere = failed with { Reason = "FailedAttachVolume", Message = "Multi-Attach error for volume \"pvc-1\": Volume is already used by pod(s) biz1-old" };
        Assert.Equal(WaitOutcome.Pending, Judge(1, failing with { Events = [failed, elsewhere] }).Outcome);
    }

    [Fact]
    public void A_crash_loop_counts_after_the_restarts_allowed()
    {
        var options = new WaitOptions { CrashLoops = 4 };
        Assert.Equal(WaitOutcome.Pending, ReplicaWait.Judge(new WorkloadFacts { Desired = 1 }, [Case("crash-loop-before-ready")], options, Now).Outcome);
        Assert.Equal(WaitOutcome.Impossible, ReplicaWait.Judge(new WorkloadFacts { Desired = 1 }, [Case("crash-loop-before-ready")], options with { CrashLoops = 3 }, Now).Outcome);
    }

    [Fact]
    public void One_hopeless_replica_does_not_end_a_wait_that_others_can_fulfil()
    {
        Assert.Equal(WaitOutcome.Pending, Judge(new WorkloadFacts { Desired = 3, Required = 1 }, Case("image-not-found-err"), Case("container-creating")).Outcome);
        Assert.Equal(WaitOutcome.Impossible, Judge(new WorkloadFacts { Desired = 3, Required = 3 }, Case("image-not-found-err"), Case("container-creating"), Case("responsive")).Outcome);
    }

    [Fact]
    public void A_bare_replica_that_ended_stays_ended()
    {
        var failed = Case("evicted-disk");
        Assert.Equal(WaitOutcome.Impossible, Judge(1, failed with { Pod = failed.Pod with { Metadata = failed.Pod.Metadata with { OwnerReferences = [] } } }).Outcome);
    }

    [Fact]
    public void Quota_and_admission_end_the_wait_after_a_grace()
    {
        var quota = new Condition { Type = "ReplicaFailure", Status = "True", LastTransitionTime = Now.AddSeconds(-9), Message = "pods \"x\" is forbidden: exceeded quota: team" };
        var young = Judge(new WorkloadFacts { Desired = 1, Conditions = [quota] });
        Assert.Equal((WaitOutcome.Pending, "KubeAPIServer.QuotaExceeded", Now.AddSeconds(1)), (young.Outcome, young.Cause?.Code, young.JudgeAgainAt));
        Assert.Equal(WaitOutcome.Impossible, Judge(new WorkloadFacts { Desired = 1, Conditions = [quota with { LastTransitionTime = Now.AddSeconds(-10) }] }).Outcome);
        var webhook = new Event { Reason = "FailedCreate", Message = "denied by policy", FirstTimestamp = Now.AddMinutes(-1), LastTimestamp = Now };
        Assert.Equal("KubeAPIServer.PodRefused", Judge(new WorkloadFacts { Desired = 1, Events = [webhook] }).Cause?.Code);
        var created = new Event { Reason = "SuccessfulCreate", LastTimestamp = Now.AddSeconds(1) };
        Assert.Equal("Release.InProgress", Judge(new WorkloadFacts { Desired = 1, Events = [webhook, created] }).Cause?.Code);
    }

    [Fact]
    public void A_progress_deadline_ends_the_wait_with_the_cause_of_the_worst_replica()
    {
        var late = new Condition { Type = "Progressing", Status = "False", Reason = "ProgressDeadlineExceeded", Message = "ReplicaSet \"x\" has timed out progressing." };
        var facts = new WorkloadFacts { Desired = 1, Conditions = [late] };
        Assert.Equal("Container.NotReady", Judge(facts, Case("unresponsive-past-grace")).Cause?.Code);
        var verdict = Judge(facts, Case("container-creating"));
        Assert.Equal((WaitOutcome.Impossible, "Release.ProgressDeadlineExceeded"), (verdict.Outcome, verdict.Cause?.Code));
        Assert.Equal(WaitOutcome.Pending, Judge(facts with { Observed = false }, Case("container-creating")).Outcome);
    }

    [Fact]
    public void A_grace_that_ends_says_when_to_judge_again() =>
        Assert.Equal(Now.AddSeconds(70), Judge(1, Case("started-within-grace")).JudgeAgainAt);

    [Fact]
    public void A_cause_becomes_the_exception_of_its_code()
    {
        var error = Judge(1, Case("image-not-found-err")).Cause!.ToException("default/biz1");
        Assert.Equal((ImageCodes.NotFound, "default/biz1"), (error.Code, error.Target));
    }

    private static WaitVerdict Judge(int desired, params ReplicaFacts[] replicas) => Judge(new WorkloadFacts { Desired = desired }, replicas);

    private static WaitVerdict Judge(WorkloadFacts workload, params ReplicaFacts[] replicas) => ReplicaWait.Judge(workload, replicas, null, Now);

    private static ReplicaFacts Case(string name)
    {
        var replica = new ReplicaCase(name);
        return new(replica.Pod, ReplicaStates.Decide(replica.Pod, replica.Evidence, replica.Options, Now), replica.Evidence.Events);
    }
}
