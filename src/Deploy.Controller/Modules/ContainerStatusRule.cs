using Deploy.Controller.Arklet;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Modules;

/// <summary>What one container of a pod on a base says of itself: the module's state on the base, in Kubernetes' words.</summary>
internal static class ContainerStatusRule
{
    private const int LongestMessage = 1024;

    public static ContainerStatus Decide(Container container, ModulePod pod, BaseSituation situation, Dictionary<string, ModulePod> claims, Rivalry rivalry)
    {
        var was = pod.Pod.Status.ContainerStatuses.FirstOrDefault(c => c.Name == container.Name) ?? new ContainerStatus();
        var state = State(container, pod, situation, claims, rivalry);
        var last = LastState(was, state, situation.Now);
        var running = state.Running is not null;
        return new ContainerStatus
        {
            Name = container.Name,
            Image = PackageSource.Of(container.Image),
            ImageID = PackageSource.Of(container.Image),
            ContainerID = was.ContainerID,
            State = state,
            LastState = last,
            Ready = running,
            Started = running,
            RestartCount = was.RestartCount + (running && was.State.Running is null && was.LastState.Terminated is not null ? 1 : 0),
        };
    }

    public static bool IsSame(ContainerStatus was, ContainerStatus now) =>
        was.Name == now.Name && was.Ready == now.Ready && was.RestartCount == now.RestartCount
        && was.State.Waiting?.Reason == now.State.Waiting?.Reason && was.State.Waiting?.Message == now.State.Waiting?.Message
        && was.State.Running is null == now.State.Running is null && was.State.Terminated?.Reason == now.State.Terminated?.Reason
        && was.State.Terminated is null == now.State.Terminated is null;

    private static ContainerState State(Container container, ModulePod pod, BaseSituation situation, Dictionary<string, ModulePod> claims, Rivalry rivalry)
    {
        var module = pod.Modules.FirstOrDefault(m => m.Name == container.Name);
        if (module is null)
            return Waiting("ModuleController.InvalidParameter", $"Container {container.Name} is no module: it needs a package URL as image and a {BaseLabels.VersionVariable} variable.");
        if (claims.TryGetValue(module.Identity, out var holder) && holder.Pod.Metadata.Uid != pod.Pod.Metadata.Uid)
            return Waiting("Arklet.InstallationRequirementNotMet", $"{module.Identity} is on this base already, for pod {holder.Pod.Metadata.Namespace}/{holder.Pod.Metadata.Name}: a base holds a name and version once.");
        var installed = rivalry.Installed.Find(module.Identity);
        situation.Operations.TryGetValue(module.Identity, out var operation);
        if (installed is null or { State: BizState.Deactivated } && rivalry.Successor(pod, module) is { } successor)
            return Waiting("DEACTIVATED", $"{successor.Identity} runs on this base in place of {module.Identity}.");
        return installed is null or { State: BizState.Unresolved } ? Absent(module, operation) : Present(module, installed, operation, situation.Now);
    }

    private static ContainerState Absent(Biz module, BizOperation? operation) => operation switch
    {
        { IsInstall: true, IsRunning: true } => Waiting("InstallModuleExecuting", "The base is fetching and starting the package."),
        { IsInstall: true, Code: { } code } => Waiting(code, Redact(operation.Message, module)),
        _ => Waiting("ContainerCreating", null),
    };

    private static ContainerState Present(Biz module, BizInfo installed, BizOperation? operation, DateTimeOffset now)
    {
        var latest = installed.Latest;
        var failed = operation is { IsInstall: true, Code: not null } && !(operation.At < latest?.ChangedAt) ? operation : null;
        var message = Redact(failed?.Message ?? latest?.Message ?? "", module);
        var reason = failed?.Code ?? (latest?.Reason is { Length: > 0 } given ? given : operation?.Code ?? installed.State.ToString().ToUpperInvariant());
        return installed.State switch
        {
            BizState.Activated => new ContainerState { Running = new ContainerStateRunning { StartedAt = latest?.ChangedAt ?? now } },
            BizState.Stopped => new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = 0, Reason = reason, Message = message, FinishedAt = latest?.ChangedAt ?? now } },
            BizState.Broken when operation?.Code is { } code => Waiting(code, message),
            _ => Waiting(reason, message),
        };
    }

    private static ContainerState LastState(ContainerStatus was, ContainerState state, DateTimeOffset now) =>
        was.State.Running is { } ran && state.Running is null
            ? new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = 137, Reason = "ModuleGone", Message = "The base no longer had the module running.", StartedAt = ran.StartedAt, FinishedAt = now } }
            : was.LastState;

    private static ContainerState Waiting(string reason, string? message) =>
        new() { Waiting = new ContainerStateWaiting { Reason = reason, Message = string.IsNullOrEmpty(message) ? null : message } };

    // A base repeats the URL that it could not fetch; its query holds the signature.
    private static string Redact(string message, Biz module)
    {
        var source = PackageSource.Of(module.Url);
        var clean = source.Length < (module.Url?.Length ?? 0) ? message.Replace(module.Url!, source, StringComparison.Ordinal) : message;
        return clean.Length <= LongestMessage ? clean : clean[..LongestMessage] + "…";
    }
}
