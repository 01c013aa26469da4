using System.Globalization;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Nodes.Images;

namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>One container of a simulated pod: pulled, started, checked, ended and started again as the kubelet would do it. It has no clock: it is told the time.</summary>
internal sealed class SimulatedContainer
{
    /// <summary>How long after an end or a failed pull the kubelet looks again.</summary>
    private static readonly TimeSpan Resync = TimeSpan.FromSeconds(1);

    private readonly ContainerSetting setting;
    private BackOff restarts;
    private readonly BackOff pulls;
    private DateTimeOffset dueAt;
    private DateTimeOffset pullBegan;

    public SimulatedContainer(Container spec, bool isInit, ContainerSetting setting)
    {
        (Spec, IsInit, this.setting) = (spec, isInit, setting);
        Behavior = ImageCatalog.Find(spec.Image ?? "");
        FieldPath = isInit ? $"spec.initContainers{{{spec.Name}}}" : $"spec.containers{{{spec.Name}}}";
        restarts = new(setting.Speed);
        pulls = new(setting.Speed);
    }

    public Container Spec { get; private set; }

    public ImageBehavior Behavior { get; private set; }

    public bool IsInit { get; }

    /// <summary>Started among the init containers, and runs beside the others from then on.</summary>
    public bool IsSidecar => IsInit && Spec.RestartPolicy == "Always";

    public string FieldPath { get; }

    public string PodIP => setting.PodIP;

    public TimeSpan Grace => setting.Grace;

    public ContainerStage Stage { get; private set; } = ContainerStage.Waiting;

    public ContainerRun? Run { get; private set; }

    /// <summary>How the last run ended; null before the first end.</summary>
    public ContainerStateTerminated? Ended { get; private set; }

    /// <summary>How the run before that ended.</summary>
    public ContainerStateTerminated? EndedBefore { get; private set; }

    public int RestartCount { get; private set; }

    /// <summary>Why it waits; null when it does not, or has not begun.</summary>
    public ContainerStateWaiting? Waits { get; private set; }

    public bool HasSucceeded => Stage == ContainerStage.Finished && Ended?.ExitCode == 0;

    /// <summary>Whether the next init container may begin.</summary>
    public bool HasHadItsTurn => IsSidecar ? Run?.IsStarted == true : HasSucceeded;

    public DateTimeOffset? NextAt => Stage switch
    {
        ContainerStage.Waiting or ContainerStage.Blocked or ContainerStage.Finished => null,
        ContainerStage.Running => Run!.NextAt,
        _ => dueAt,
    };

    /// <summary>An image was patched in place: the container is replaced by one of the new image.</summary>
    public void Change(Container spec, DateTimeOffset at, PodEffects effects)
    {
        if (spec.Image == Spec.Image)
            return;
        // Another image has no crashes to its name.
        (Spec, Behavior, restarts) = (spec, ImageCatalog.Find(spec.Image ?? ""), new(setting.Speed));
        if (Stage == ContainerStage.Running)
        {
            effects.Normal(FieldPath, "Killing", $"Container {Spec.Name} definition changed, will be restarted");
            Run!.NoteRequests(0, lastAt: null);
            Run.RequestStop(at, setting.Grace);
        }
        else if (Stage != ContainerStage.Waiting)
        {
            Begin(at, effects);
        }
    }

    public void Begin(DateTimeOffset at, PodEffects effects)
    {
        var image = Spec.Image ?? "";
        if (Behavior.InvalidName)
        {
            Block("InvalidImageName", $"Failed to apply default image tag \"{image}\": couldn't parse image reference \"{image}\": invalid reference format");
            effects.Warning(FieldPath, "InspectFailed", Waits!.Message!);
            effects.Warning(FieldPath, "Failed", "Error: InvalidImageName");
        }
        else if (!setting.Images.Has(image) && Spec.ImagePullPolicy == "Never")
        {
            Block("ErrImageNeverPull", $"Container image \"{image}\" is not present with pull policy of Never");
            effects.Warning(FieldPath, "ErrImageNeverPull", Waits!.Message!);
            effects.Warning(FieldPath, "Failed", "Error: ErrImageNeverPull");
        }
        else
        {
            BeginPull(image, at, effects);
        }
    }

    /// <summary>Does what is due at this moment, which must be <see cref="NextAt"/>.</summary>
    public void Step(DateTimeOffset at, PodEffects effects)
    {
        switch (Stage)
        {
            case ContainerStage.Pulling:
                EndPull(at, effects);
                break;
            case ContainerStage.PullFailed:
                BackOffPull(effects);
                break;
            case ContainerStage.PullBackOff:
            case ContainerStage.CrashBackOff:
                Begin(at, effects);
                break;
            case ContainerStage.Running when Run!.Step(at, effects) is { } ended:
                End(ended, effects);
                break;
            case ContainerStage.Exited:
                StartAgain(at, effects);
                break;
            default:
                break;
        }
    }

    /// <summary>Ends it, whatever it is doing; a running process is asked, others are just left.</summary>
    public void Stop(DateTimeOffset at, TimeSpan grace)
    {
        if (Stage == ContainerStage.Running)
            Run!.RequestStop(at, grace);
        else
            Stage = ContainerStage.Finished;
    }

    /// <summary>Ends it at once, as by SIGKILL.</summary>
    public void Kill(DateTimeOffset at)
    {
        if (Stage == ContainerStage.Running)
            (EndedBefore, Ended, Run) = (Ended, new() { ExitCode = 137, Reason = "Error", StartedAt = Run!.StartedAt, FinishedAt = at }, null);
        Stage = ContainerStage.Finished;
    }

    private void BeginPull(string image, DateTimeOffset at, PodEffects effects)
    {
        var present = setting.Images.Has(image);
        if (present && Spec.ImagePullPolicy != "Always")
        {
            effects.Normal(FieldPath, "Pulled", $"Container image \"{image}\" already present on machine");
            Start(at, effects);
            return;
        }

        effects.Normal(FieldPath, "Pulling", $"Pulling image \"{image}\"");
        (Stage, pullBegan) = (ContainerStage.Pulling, at);
        // Layers that are there need only be checked.
        dueAt = at + ((present ? Behavior.Pull / 10 : Behavior.Pull) / setting.Speed);
    }

    private void EndPull(DateTimeOffset at, PodEffects effects)
    {
        var image = Spec.Image ?? "";
        if (Behavior.PullError is { } error)
        {
            var message = error.Replace("{0}", image, StringComparison.Ordinal);
            effects.Warning(FieldPath, "Failed", $"Failed to pull image \"{image}\": {message}");
            effects.Warning(FieldPath, "Failed", "Error: ErrImagePull");
            pulls.Advance(at);
            Waits = new() { Reason = "ErrImagePull", Message = message };
            (Stage, dueAt) = (ContainerStage.PullFailed, at + (Resync / setting.Speed));
            return;
        }

        setting.Images.Add(image);
        effects.Normal(FieldPath, "Pulled", string.Create(CultureInfo.InvariantCulture, $"Successfully pulled image \"{image}\" in {(at - pullBegan).TotalSeconds:0.###}s"));
        Start(at, effects);
    }

    private void BackOffPull(PodEffects effects)
    {
        var message = $"Back-off pulling image \"{Spec.Image}\"";
        effects.Normal(FieldPath, "BackOff", message);
        effects.Warning(FieldPath, "Failed", "Error: ImagePullBackOff");
        Waits = new() { Reason = "ImagePullBackOff", Message = message };
        (Stage, dueAt) = (ContainerStage.PullBackOff, dueAt + pulls.Wait);
    }

    private void Start(DateTimeOffset at, PodEffects effects)
    {
        if (Behavior.CreateError is { } createError)
        {
            Block("CreateContainerConfigError", createError);
            effects.Warning(FieldPath, "Failed", $"Error: {createError}");
            return;
        }

        if (Ended is not null)
            RestartCount++;
        effects.Normal(FieldPath, "Created", $"Created container {Spec.Name}");
        effects.Output.Add(new(Spec.Name, at, null));
        if (Behavior.StartError is { } startError)
        {
            effects.Warning(FieldPath, "Failed", $"Error: {startError}");
            Waits = new() { Reason = "RunContainerError", Message = startError };
            EndedBefore = Ended;
            Ended = new() { ExitCode = 128, Reason = "StartError", Message = startError, StartedAt = DateTimeOffset.UnixEpoch, FinishedAt = at };
            (Stage, dueAt) = (ContainerStage.Exited, at + (Resync / setting.Speed));
            return;
        }

        effects.Normal(FieldPath, "Started", $"Started container {Spec.Name}");
        effects.Output.Add(new(Spec.Name, at, $"INFO Starting {Spec.Name} from {Spec.Image}"));
        (Run, Waits, Stage) = (new(this, at, setting.Speed), null, ContainerStage.Running);
    }

    private void End(ContainerStateTerminated ended, PodEffects effects)
    {
        var at = ended.FinishedAt!.Value;
        var lines = Run!.IsStopping ? ended.ExitCode == 0 ? ["INFO Stopped"] : [] : Behavior.LastWords;
        foreach (var line in lines)
            effects.Output.Add(new(Spec.Name, at, line));
        (EndedBefore, Ended, Run, Stage) = (Ended, ended, null, ContainerStage.Exited);
        dueAt = at + (Resync / setting.Speed);
        if (!IsRestarted(ended.ExitCode))
            Stage = ContainerStage.Finished;
    }

    private void StartAgain(DateTimeOffset at, PodEffects effects)
    {
        if (!IsRestarted(Ended!.ExitCode))
        {
            Stage = ContainerStage.Finished;
            return;
        }

        // The first time at once; after that only when the wait since the last end is over.
        restarts.Forget(at);
        var ready = Ended.FinishedAt!.Value + restarts.Wait;
        var waited = restarts.Nominal;
        restarts.Advance(at);
        if (ready <= at)
        {
            Begin(at, effects);
            return;
        }

        effects.Warning(FieldPath, "BackOff", "Back-off restarting failed container");
        Waits = new() { Reason = "CrashLoopBackOff", Message = $"back-off {Written(waited)} restarting failed container={Spec.Name} pod={setting.PodId}" };
        (Stage, dueAt) = (ContainerStage.CrashBackOff, ready);
    }

    private bool IsRestarted(int exitCode) => !setting.IsStopping && (IsSidecar ? "Sidecar" : setting.RestartPolicy) switch
    {
        "Never" => false,
        "OnFailure" => exitCode != 0,
        "Sidecar" => true,
        _ => exitCode != 0 || !IsInit,
    };

    private void Block(string reason, string message)
    {
        Waits = new() { Reason = reason, Message = message };
        Stage = ContainerStage.Blocked;
    }

    private static string Written(TimeSpan wait) => wait.TotalMinutes >= 1 ? $"{(int)wait.TotalMinutes}m{wait.Seconds}s" : $"{wait.Seconds}s";
}
