using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What a replica refers to and does not get.</summary>
public static class ConfigCodes
{
    public static ErrorCode ConfigMapMissing { get; } = new("Config.ConfigMapMissing", ObjectNotFound, false,
        "A ConfigMap that the replica refers to does not exist.",
        "Create the ConfigMap in the module's namespace, or correct its name.");

    public static ErrorCode SecretMissing { get; } = new("Config.SecretMissing", ObjectNotFound, false,
        "A Secret that the replica refers to does not exist.",
        "Create the Secret in the module's namespace, or correct its name.");

    public static ErrorCode KeyMissing { get; } = new("Config.KeyMissing", ObjectNotFound, false,
        "A ConfigMap or Secret lacks the key that the replica refers to.",
        "Add the key, or correct its name.");

    public static ErrorCode VolumeNotMounted { get; } = new("Config.VolumeNotMounted", ResourceUnavailable, true,
        "A volume of the replica cannot be mounted.",
        "Read the message; the mount is tried again by itself.");

    public static ErrorCode InvalidContainer { get; } = new("Config.InvalidContainer", InvalidArgument, false,
        "The container's settings cannot be used to create it.",
        "Correct what the message names in the module's container settings.");

    public static ErrorCode SandboxFailed { get; } = new("Config.SandboxFailed", ResourceUnavailable, true,
        "The node cannot create the replica's network or sandbox.",
        "Look at the node's network plugin and container runtime; it is tried again by itself.");

    internal static ErrorCode[] All => [ConfigMapMissing, SecretMissing, KeyMissing, VolumeNotMounted, InvalidContainer, SandboxFailed];
}
