using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Nodes.Containers;

namespace Deploy.LocalCluster.Tests.Nodes;

/// <summary>The life of a pod, with no cluster and no clock but the times it is told.</summary>
public sealed class SimulatedPodTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly NodeImages images = new();

    [Fact]
    public void It_is_pulled_created_started_and_ready()
    {
        var pod = Pod(new Container { Name = "main", Image = "registry.local/ok:1" });
        var simulated = new SimulatedPod(pod, "10.244.0.1", images, 1, Start);
        var events = simulated.Advance(pod, 0, Start).Events;
        Assert.Equal(["Pulling"], events.Select(happened => happened.Reason));
        Assert.Equal("ContainerCreating", Container(simulated, pod).State.Waiting!.Reason);
        Assert.Equal(Start.AddSeconds(1), simulated.NextAt);
        events = simulated.Advance(pod, 0, Start.AddSeconds(1)).Events;
        Assert.Equal(["Pulled", "Created", "Started"], events.Select(happened => happened.Reason));
        var status = Status(simulated, pod, Start.AddSeconds(1));
        Assert.Equal("Running", status.Phase);
        Assert.True(status.ContainerStatuses[0].Ready);
        Assert.Null(simulated.NextAt);
    }

    [Fact]
    public void A_sidecar_has_its_turn_among_the_init_containers_and_goes_after_the_others()
    {
        var pod = WithSidecar("ok", "once");
        var simulated = new SimulatedPod(pod, "10.244.0.1", images, 1, Start);
        var order = new List<string>();
        for (DateTimeOffset? at = Start; at is { } due; at = simulated.NextAt)
            order.AddRange(simulated.Advance(pod, 0, due).Events.Where(happened => happened.Reason == "Started").Select(happened => happened.Message));
        Assert.Equal(["Started container mesh", "Started container migrate", "Started container main"], order);
        var status = Status(simulated, pod, Start.AddSeconds(10));
        Assert.Equal(("Running", true, true), (status.Phase, status.InitContainerStatuses[0].Started, status.InitContainerStatuses[0].Ready));
        Assert.All(status.Conditions, condition => Assert.Equal("True", condition.Status));

        var leaving = pod with { Metadata = pod.Metadata with { DeletionTimestamp = Start.AddSeconds(20), DeletionGracePeriodSeconds = 30 } };
        simulated.Advance(leaving, 0, Start.AddSeconds(20));
        Assert.True(simulated.InitContainers[0].Run is { IsStopping: false }, "the sidecar serves on while the container ends");
        while (simulated.NextAt is { } next)
            simulated.Advance(leaving, 0, next);
        Assert.True(simulated.HasEnded);
        Assert.True(simulated.Containers[0].Ended!.FinishedAt <= simulated.InitContainers[0].Ended!.FinishedAt);
        Assert.Equal((0, 0), (simulated.Containers[0].Ended!.ExitCode, simulated.InitContainers[0].Ended!.ExitCode));
    }

    [Fact]
    public void A_sidecar_that_ends_is_started_again_whatever_it_ended_with_and_keeps_the_pod_from_being_ready()
    {
        var pod = WithSidecar("once", "once");
        var simulated = new SimulatedPod(pod, "10.244.0.1", images, 1, Start);
        simulated.Advance(pod, 0, Start);
        while (simulated.NextAt is { } next && next < Start.AddMinutes(1))
            simulated.Advance(pod, 0, next);
        var status = Status(simulated, pod, Start.AddMinutes(1));
        Assert.True(status.InitContainerStatuses[0].RestartCount > 1);
        Assert.Equal("CrashLoopBackOff", status.InitContainerStatuses[0].State.Waiting?.Reason);
        Assert.Equal("containers with unready status: [mesh]", status.Conditions.Single(condition => condition.Type == "Ready").Message);
        Assert.True(status.ContainerStatuses[0].Ready);
    }

    [Fact]
    public void The_others_wait_for_a_sidecar_whose_start_up_check_does_not_succeed()
    {
        var pod = WithSidecar("slow", "once", new() { HttpGet = new() { Port = 8080 }, PeriodSeconds = 1, FailureThreshold = 60 });
        var simulated = new SimulatedPod(pod, "10.244.0.1", images, 1, Start);
        simulated.Advance(pod, 0, Start.AddSeconds(10));
        Assert.Equal("PodInitializing", Status(simulated, pod, Start.AddSeconds(10)).ContainerStatuses[0].State.Waiting?.Reason);
        simulated.Advance(pod, 0, Start.AddSeconds(40));
        Assert.NotNull(simulated.Containers[0].Run);
    }

    [Fact]
    public void A_crashing_container_is_restarted_at_once_and_then_after_waits_that_double_to_five_minutes()
    {
        var (pod, simulated) = Begin("crash");
        var starts = new List<double>();
        simulated.Advance(pod, 0, Start);
        while (simulated.NextAt is { } next && next < Start.AddHours(1))
        {
            if (simulated.Advance(pod, 0, next).Events.Any(happened => happened.Reason == "Started"))
                starts.Add((next - Start).TotalSeconds);
        }

        var gaps = starts.Zip(starts.Skip(1), (first, second) => Math.Round(second - first - 0.2, 1)).ToList();
        Assert.Equal([1, 10, 20, 40, 80, 160, 300, 300], gaps.Take(8));
        Assert.Equal(starts.Count - 1, simulated.Containers[0].RestartCount);
    }

    [Fact]
    public void While_it_waits_the_status_names_the_wait_and_the_last_exit()
    {
        var (pod, simulated) = Begin("oom");
        simulated.Advance(pod, 0, Start.AddSeconds(8));
        var status = Container(simulated, pod);
        Assert.Equal("CrashLoopBackOff", status.State.Waiting!.Reason);
        Assert.StartsWith("back-off 10s restarting failed container=main pod=web_default(", status.State.Waiting.Message, StringComparison.Ordinal);
        Assert.Equal(("OOMKilled", 137), (status.LastState.Terminated!.Reason, status.LastState.Terminated.ExitCode));
        Assert.Equal(1, status.RestartCount);
    }

    [Theory]
    [InlineData("missing", "ErrImagePull", "ImagePullBackOff")]
    [InlineData("unauthorized", "ErrImagePull", "ImagePullBackOff")]
    public void A_failed_pull_is_retried_with_back_off(string image, string first, string then)
    {
        var (pod, simulated) = Begin(image);
        simulated.Advance(pod, 0, Start.AddSeconds(1));
        Assert.Equal(first, Container(simulated, pod).State.Waiting!.Reason);
        simulated.Advance(pod, 0, Start.AddSeconds(2));
        Assert.Equal(then, Container(simulated, pod).State.Waiting!.Reason);
        Assert.Equal(Start.AddSeconds(12), simulated.NextAt);
    }

    [Theory]
    [InlineData("registry.local/config-error:1", "IfNotPresent", "CreateContainerConfigError")]
    [InlineData("Not An Image", "IfNotPresent", "InvalidImageName")]
    [InlineData("registry.local/ok:1", "Never", "ErrImageNeverPull")]
    [InlineData("registry.local/bad-command:1", "IfNotPresent", "RunContainerError")]
    public void What_cannot_start_says_why(string image, string policy, string reason)
    {
        var (pod, simulated) = Begin(new Container { Name = "main", Image = image, ImagePullPolicy = policy });
        simulated.Advance(pod, 0, Start.AddSeconds(1.5));
        Assert.Equal(reason, Container(simulated, pod).State.Waiting!.Reason);
        Assert.Equal("False", Status(simulated, pod, Start).Conditions.Single(condition => condition.Type == "Ready").Status);
    }

    [Fact]
    public void Readiness_respects_delay_period_and_thresholds()
    {
        var (pod, simulated) = Begin(new Container
        {
            Name = "main", Image = "registry.local/unready-later:1",
            ReadinessProbe = new() { HttpGet = new() { Path = "/health", Port = 8080 }, InitialDelaySeconds = 5, PeriodSeconds = 10, SuccessThreshold = 2, FailureThreshold = 3 },
        });
        // Started at 1 s; checked at 6, 16, 26 (good), then from 36 (bad).
        Assert.False(ReadyAt(15.9));
        Assert.True(ReadyAt(16));
        Assert.True(ReadyAt(55.9));
        Assert.False(ReadyAt(56));

        bool ReadyAt(double seconds)
        {
            simulated.Advance(pod, 0, Start.AddSeconds(seconds));
            return Container(simulated, pod).Ready;
        }
    }

    [Fact]
    public void A_dead_container_is_killed_after_its_threshold_and_restarted()
    {
        var (pod, simulated) = Begin(new Container
        {
            Name = "main", Image = "registry.local/dead:1",
            LivenessProbe = new() { Exec = new() { Command = ["check"] }, InitialDelaySeconds = 1, PeriodSeconds = 1, FailureThreshold = 3 },
        });
        var events = simulated.Advance(pod, 0, Start.AddSeconds(12)).Events;
        Assert.Equal(3, events.Count(happened => happened.Reason == "Unhealthy"));
        Assert.Contains(events, happened => happened.Message == "Container main failed liveness probe, will be restarted");
        Assert.Equal(1, simulated.Containers[0].RestartCount);
    }

    [Fact]
    public void A_deleted_one_serves_on_until_it_is_left_alone_for_a_second()
    {
        var (pod, simulated) = Begin("ok");
        simulated.Advance(pod, 0, Start.AddSeconds(5));
        var leaving = pod with { Metadata = pod.Metadata with { DeletionTimestamp = Start.AddSeconds(35), DeletionGracePeriodSeconds = 30 } };
        simulated.Advance(leaving, 0, Start.AddSeconds(5));
        Assert.Equal(Start.AddSeconds(6), simulated.NextAt);
        simulated.Advance(leaving, 0, Start.AddSeconds(6), lastRequestAt: Start.AddSeconds(5.5));
        Assert.Equal(Start.AddSeconds(6.5), simulated.NextAt);
        simulated.Advance(leaving, 0, Start.AddSeconds(6.5), lastRequestAt: Start.AddSeconds(5.5));
        Assert.Equal(0, Container(simulated, pod).State.Terminated!.ExitCode);
    }

    [Fact]
    public void But_no_longer_than_its_grace_period()
    {
        var (pod, simulated) = Begin("ok");
        simulated.Advance(pod, 0, Start.AddSeconds(5));
        var leaving = pod with { Metadata = pod.Metadata with { DeletionTimestamp = Start.AddSeconds(8), DeletionGracePeriodSeconds = 3 } };
        for (var at = Start.AddSeconds(5); at < Start.AddSeconds(8); at += TimeSpan.FromSeconds(0.5))
            simulated.Advance(leaving, 0, at, lastRequestAt: at);
        Assert.NotNull(Container(simulated, pod).State.Running);
        simulated.Advance(leaving, 0, Start.AddSeconds(8), lastRequestAt: Start.AddSeconds(7.5));
        Assert.Equal(137, Container(simulated, pod).State.Terminated!.ExitCode);
    }

    [Fact]
    public void A_startup_check_holds_the_others_back()
    {
        var (pod, simulated) = Begin(new Container
        {
            Name = "main", Image = "registry.local/slow:1",
            StartupProbe = new() { TcpSocket = new() { Port = 80 }, PeriodSeconds = 5, FailureThreshold = 10 },
            LivenessProbe = new() { TcpSocket = new() { Port = 80 }, PeriodSeconds = 1, FailureThreshold = 1 },
        });
        simulated.Advance(pod, 0, Start.AddSeconds(20));
        Assert.False(Container(simulated, pod).Started);
        simulated.Advance(pod, 0, Start.AddSeconds(60));
        Assert.True(Container(simulated, pod).Started);
        Assert.Equal(0, simulated.Containers[0].RestartCount);
    }

    [Fact]
    public void Init_containers_run_one_after_the_other_before_the_rest()
    {
        var pod = Pod(new Container { Name = "main", Image = "registry.local/ok:1" });
        pod = pod with { Spec = pod.Spec with { InitContainers = [new() { Name = "first", Image = "registry.local/once:1" }, new() { Name = "second", Image = "registry.local/once:2" }] } };
        var simulated = Begin(pod);
        simulated.Advance(pod, 0, Start.AddSeconds(2.5));
        Assert.Equal("PodInitializing", Container(simulated, pod).State.Waiting!.Reason);
        Assert.Equal("containers with incomplete status: [second]", Status(simulated, pod, Start).Conditions.Single(condition => condition.Type == "Initialized").Message);
        simulated.Advance(pod, 0, Start.AddSeconds(6));
        Assert.Equal("Running", Status(simulated, pod, Start).Phase);
    }

    [Theory]
    [InlineData("once", "Never", "Succeeded")]
    [InlineData("fail-once", "Never", "Failed")]
    [InlineData("once", "OnFailure", "Succeeded")]
    public void A_pod_that_is_not_restarted_ends(string image, string policy, string phase)
    {
        var pod = Pod(new Container { Name = "main", Image = $"registry.local/{image}:1" });
        pod = pod with { Spec = pod.Spec with { RestartPolicy = policy } };
        var simulated = Begin(pod);
        simulated.Advance(pod, 0, Start.AddSeconds(10));
        Assert.Equal(phase, Status(simulated, pod, Start).Phase);
        Assert.True(simulated.HasEnded);
    }

    [Theory]
    [InlineData("ok", 0, 1, 0)]
    [InlineData("ok", 2, 30, 137)]
    [InlineData("abrupt", 2, 0, 143)]
    [InlineData("ignores-sigterm", 0, 30, 137)]
    public void A_deleted_pod_ends_as_its_process_does(string image, int inFlight, double after, int exitCode)
    {
        var (pod, simulated) = Begin(image);
        simulated.Advance(pod, 0, Start.AddSeconds(2));
        var deletedAt = Start.AddSeconds(10);
        var deleted = pod with { Metadata = pod.Metadata with { DeletionTimestamp = deletedAt.AddSeconds(30), DeletionGracePeriodSeconds = 30 } };
        simulated.Advance(deleted, inFlight, deletedAt);
        if (after > 0)
        {
            simulated.Advance(deleted, inFlight, deletedAt.AddSeconds(after - 0.1));
            Assert.False(simulated.HasEnded);
        }

        simulated.Advance(deleted, inFlight, deletedAt.AddSeconds(after));
        Assert.True(simulated.HasEnded);
        Assert.Equal(exitCode, Container(simulated, pod).State.Terminated!.ExitCode);
    }

    [Theory]
    [InlineData("ok", 1)]
    [InlineData("missing", 0)]
    public void A_new_image_in_place_replaces_the_container(string image, int restarts)
    {
        var (pod, simulated) = Begin(image);
        simulated.Advance(pod, 0, Start.AddSeconds(5));
        var changed = pod with { Spec = pod.Spec with { Containers = [new() { Name = "main", Image = "registry.local/ok:2" }] } };
        simulated.Advance(changed, 0, Start.AddSeconds(5));
        simulated.Advance(changed, 0, Start.AddSeconds(10));
        var status = Container(simulated, changed);
        Assert.True(status.Ready);
        Assert.Equal(("registry.local/ok:2", restarts), (status.Image, status.RestartCount));
    }

    [Fact]
    public void A_pod_that_fills_the_disk_is_evicted()
    {
        var (pod, simulated) = Begin("disk-hog");
        simulated.Advance(pod, 0, Start.AddSeconds(40));
        var status = Status(simulated, pod, Start);
        Assert.Equal(("Failed", "Evicted"), (status.Phase, status.Reason));
    }

    [Fact]
    public void A_day_of_flapping_is_caught_up_with_at_once()
    {
        var (pod, simulated) = Begin(new Container
        {
            Name = "main", Image = "registry.local/flapping:1",
            ReadinessProbe = new() { HttpGet = new() { Path = "/", Port = 80 }, PeriodSeconds = 10, FailureThreshold = 1 },
        });
        simulated.Advance(pod, 0, Start.AddDays(1));
        Assert.True(simulated.NextAt > Start.AddDays(1));
    }

    private static Pod Pod(Container container) => new()
    {
        Metadata = new() { Name = "web", Namespace = "default", Uid = "1" },
        Spec = new() { NodeName = "node-1", Containers = [container] },
    };

    private static PodStatus Status(SimulatedPod simulated, Pod pod, DateTimeOffset now) => PodStatusReport.Of(simulated, pod, "10.240.0.1", now);

    private static ContainerStatus Container(SimulatedPod simulated, Pod pod) => Status(simulated, pod, Start).ContainerStatuses[0];

    private SimulatedPod Begin(Pod pod)
    {
        var simulated = new SimulatedPod(pod, "10.244.0.1", images, 1, Start);
        simulated.Advance(pod, 0, Start);
        return simulated;
    }

    private (Pod Pod, SimulatedPod Simulated) Begin(string image) => Begin(new Container { Name = "main", Image = $"registry.local/{image}:1" });

    private static Pod WithSidecar(string sidecar, string init, Probe? startup = null)
    {
        var pod = Pod(new Container { Name = "main", Image = "registry.local/ok:1" });
        return pod with
        {
            Spec = pod.Spec with
            {
                InitContainers =
                [
                    new() { Name = "mesh", Image = $"registry.local/{sidecar}:1", RestartPolicy = "Always", StartupProbe = startup },
                    new() { Name = "migrate", Image = $"registry.local/{init}:1" },
                ],
            },
        };
    }

    private (Pod Pod, SimulatedPod Simulated) Begin(Container container)
    {
        var pod = Pod(container);
        return (pod, Begin(pod));
    }
}
