using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>What a base says of a module that is installed on it: the biz states and arklet's own reasons.</summary>
internal static class BaseCauses
{
    public static ReplicaVerdict? OfWaiting(PodView view, ContainerView container, ContainerStateWaiting waiting)
    {
        var said = string.IsNullOrWhiteSpace(waiting.Message) ? null : waiting.Message;
        switch (waiting.Reason?.ToUpperInvariant())
        {
            case "BROKEN":
                return new(view.Failing, Cause.Of(ErrorCodes.FromReason(FirstWord(said)) ?? BaseCodes.ModuleBroken, Sentence(view, container, "broke", said)));
            case "RESOLVED" or "UNRESOLVED":
                return new(view.Preparing, Cause.Of(BaseCodes.ModuleInstalling, Sentence(view, container, "is being installed", said)));
            case "DEACTIVATED" or "BIZDEACTIVATE":
                return new(ReplicaState.Unresponsive, Cause.Of(BaseCodes.ModuleDeactivated, Sentence(view, container, "was deactivated", said)));
            case "STOPPED":
                return new(view.Failing, Cause.Of(BaseCodes.ModuleStopped, Sentence(view, container, "was stopped", said)));
        }
        if (ErrorCodes.FromReason(waiting.Reason) is not { } code) return null;
        // To try again is of no use, whatever the base's code says: the URL in the pod stays as it is until it is renewed.
        var expiry = code == ArkletCodes.PullBizError ? ImageCauses.ExpiryOfRefused(view, container, said ?? "") : null;
        if (expiry <= view.Now)
            return new(view.Failing, Cause.Of(PackageCodes.UrlExpired, $"{code.Meaning} {said!.TrimEnd('.')}. Its URL expired on {Moments.Say(expiry.Value)}."), null);
        var cause = Cause.Of(code, said is null ? null : $"{code.Meaning} {said}");
        return new(code.Retryable ? view.Preparing : view.Failing, cause, expiry);
    }

    /// <summary>The cause of a Failed pod where a base ended the module.</summary>
    public static Cause? OfPodReason(PodView view)
    {
        var reason = view.Pod.Status.Reason;
        if (string.Equals(reason, "BizDeactivate", StringComparison.OrdinalIgnoreCase)) return Cause.Of(BaseCodes.ModuleDeactivated, view.Pod.Status.Message);
        return ErrorCodes.FromReason(reason) is { } code ? Cause.Of(code, view.Pod.Status.Message) : null;
    }

    public static Cause? OfTerminated(PodView view, ContainerView container, ContainerStateTerminated end) => end.Reason?.ToUpperInvariant() switch
    {
        "STOPPED" or "BIZSTOPPED" => Cause.Of(BaseCodes.ModuleStopped, Sentence(view, container, "was stopped", end.Message)),
        "BIZDEACTIVATE" or "DEACTIVATED" => Cause.Of(BaseCodes.ModuleDeactivated, Sentence(view, container, "was deactivated", end.Message)),
        "BROKEN" => Cause.Of(BaseCodes.ModuleBroken, Sentence(view, container, "broke", end.Message)),
        _ => ErrorCodes.FromReason(end.Reason) is { } code ? Cause.Of(code, end.Message ?? $"The {container.Title} ended: {end.Reason}.") : null,
    };

    /// <summary>The cause of a Succeeded pod whose module was stopped on its base; null for a process that ended by itself.</summary>
    public static Cause? Stopped(PodView view) =>
        view.Apps.Where(app => app.Terminated is not null).Select(app => OfTerminated(view, app, app.Terminated!)).FirstOrDefault(cause => cause is not null);

    private static string Sentence(PodView view, ContainerView container, string happened, string? said)
    {
        var place = view.NodeName.Length == 0 ? "its base" : $"base {view.NodeName}";
        return $"Module {container.Name} {happened} on {place}{(said is null ? "" : $": {said.TrimEnd('.')}")}.";
    }

    // Arklet's answer begins with its code where the controller passes it on: "InstallBizFailed: ...".
    private static string? FirstWord(string? said)
    {
        var end = said?.AsSpan().IndexOfAny(':', ' ') ?? -1;
        return end > 0 ? said![..end] : null;
    }
}
