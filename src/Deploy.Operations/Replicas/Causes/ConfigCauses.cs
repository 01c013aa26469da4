using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Why a container cannot be created from its settings.</summary>
internal static class ConfigCauses
{
    public static Cause Explain(PodView view, ContainerView container, ContainerStateWaiting waiting)
    {
        var said = waiting.Message ?? EventLog.Newest(view, container, null, "Failed")?.Message ?? waiting.Reason ?? "no reason given";
        if (ExitCauses.IsMissingCommand(said)) return ExitCauses.WrongCommand(container, said);
        return Cause.Of(Reference(said) ?? ConfigCodes.InvalidContainer, $"The {container.Title} cannot be created: {RuntimeWords.Core(said).TrimEnd('.')}.");
    }

    /// <summary>The code for a message about something referred to that is not there; null when it is about something else.</summary>
    public static ErrorCode? Reference(string said)
    {
        if (said.Contains("couldn't find key", StringComparison.OrdinalIgnoreCase)
            || said.Contains("non-existent config key", StringComparison.OrdinalIgnoreCase)
            || said.Contains("references non-existent", StringComparison.OrdinalIgnoreCase)) return ConfigCodes.KeyMissing;
        if (!said.Contains("not found", StringComparison.OrdinalIgnoreCase)) return null;
        if (said.Contains("configmap", StringComparison.OrdinalIgnoreCase)) return ConfigCodes.ConfigMapMissing;
        return said.Contains("secret", StringComparison.OrdinalIgnoreCase) ? ConfigCodes.SecretMissing : null;
    }
}
