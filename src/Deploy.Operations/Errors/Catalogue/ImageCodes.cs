using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>Why an image cannot be pulled.</summary>
public static class ImageCodes
{
    public static ErrorCode NotFound { get; } = new("Image.NotFound", ObjectNotFound, false,
        "The registry has no such image or tag.",
        "Correct the image's name and tag, or push it.");

    public static ErrorCode Unauthorized { get; } = new("Image.Unauthorized", AuthenticationError, false,
        "The registry refuses the pull: no credentials, or none that may read this image.",
        "Give the module an image pull secret that may read the repository.");

    public static ErrorCode InvalidName { get; } = new("Image.InvalidName", InvalidArgument, false,
        "The image name is not a valid reference.",
        "Write it as host/repository:tag, in lower case.");

    public static ErrorCode NeverPull { get; } = new("Image.NeverPull", InvalidOperation, false,
        "The image is not on the node and its pull policy forbids pulling it.",
        "Set the pull policy to IfNotPresent, or load the image onto the nodes.");

    public static ErrorCode RegistryUnreachable { get; } = new("Image.RegistryUnreachable", ConnectionError, true,
        "The registry cannot be reached from the node.",
        "Check the registry and the network between node and registry; the pull is tried again by itself.");

    public static ErrorCode PullFailed { get; } = new("Image.PullFailed", ReadError, true,
        "The image could not be pulled.",
        "Read the message; the pull is tried again by itself.");

    internal static ErrorCode[] All => [NotFound, Unauthorized, InvalidName, NeverPull, RegistryUnreachable, PullFailed];
}
