using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What is wrong with a manifest file.</summary>
public static class ManifestCodes
{
    public static ErrorCode Unreadable { get; } = new("Manifest.Unreadable", ReadError, false,
        "The manifest file cannot be read.",
        "Check the path and its permissions.");

    public static ErrorCode InvalidYaml { get; } = new("Manifest.InvalidYaml", InvalidData, false,
        "The manifest is not valid YAML or JSON.",
        "Correct the line that the message names.");

    public static ErrorCode UnsupportedKind { get; } = new("Manifest.UnsupportedKind", InvalidData, false,
        "The manifest contains a kind that is not published.",
        "Use Pod, Deployment, DaemonSet or StatefulSet; Services and ConfigMaps may go along.");

    public static ErrorCode SelectorMismatch { get; } = new("Manifest.SelectorMismatch", InvalidData, false,
        "The workload's selector does not fit the labels of its own pods.",
        "Make selector.matchLabels a part of template.metadata.labels.");

    public static ErrorCode MetadataNotAllowed { get; } = new("Manifest.MetadataNotAllowed", InvalidData, false,
        "The manifest's metadata contains what is not allowed.",
        "Remove or rename what the message names.");

    public static ErrorCode Invalid { get; } = new("Manifest.Invalid", InvalidData, false,
        "The manifest is not complete or contradicts itself.",
        "Correct what the message names.");

    internal static ErrorCode[] All => [Unreadable, InvalidYaml, UnsupportedKind, SelectorMismatch, MetadataNotAllowed, Invalid];
}
