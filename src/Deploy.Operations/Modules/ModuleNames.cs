using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Modules;

/// <summary>What names, versions and counts are valid.</summary>
internal static class ModuleNames
{
    internal const int MaxReplicas = 10_000;

    internal static void CheckName(string name)
    {
        if (!NameShape.IsServiceName(name))
            throw new DeployException(ModuleCodes.InvalidName, $"'{name}' is not a valid module name.", name);
    }

    internal static void CheckNamespace(string name)
    {
        if (!NameShape.IsDnsLabel(name))
            throw new DeployException(ModuleCodes.InvalidParameter, $"'{name}' is not a valid namespace.", name,
                "Use lower-case letters, digits and hyphens, at most 63 characters.");
    }

    internal static void CheckVersion(string version)
    {
        if (!NameShape.IsLabelValue(version))
            throw new DeployException(ModuleCodes.InvalidVersion, $"'{version}' is not a valid module version.", version);
    }

    internal static void CheckReplicas(int replicas)
    {
        if (replicas is < 0 or > MaxReplicas)
            throw new DeployException(ModuleCodes.InvalidReplicas, $"{replicas} is not a valid replica count.", suggestion: $"Give a whole number from 0 to {MaxReplicas}.");
    }

    internal static void CheckImage(string image)
    {
        if (!ModuleImage.IsValid(image))
            throw Invalid($"'{Redaction.Url(image)}' is neither a container image nor an http(s) URL of a package.", "Write an image as registry/name:tag, or the whole URL of the package.");
    }

    internal static void CheckLabel(string key, string value)
    {
        if (!NameShape.IsLabelKey(key))
            throw Invalid($"'{key}' is not a valid label key.", "Use letters, digits, dots, underscores and hyphens, at most 63, with a DNS name and a slash before them where needed.");
        if (value.Length > 0 && !NameShape.IsLabelValue(value))
            throw Invalid($"'{value}' is not a valid value of label '{key}'.", "Use letters, digits, dots, underscores and hyphens, at most 63.");
    }

    internal static void CheckVariable(string name)
    {
        if (!NameShape.IsVariable(name))
            throw Invalid($"'{name}' is not a valid name of an environment variable.", "Use letters, digits, dots, underscores and hyphens, not starting with a digit.");
    }

    internal static DeployException Invalid(string message, string suggestion) => new(ModuleCodes.InvalidParameter, message, suggestion: suggestion);
}
