using System.Text.RegularExpressions;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Replicas;

/// <summary>Why an image or a package cannot be pulled. Container runtimes say it in words only, so the words are read.</summary>
internal static partial class ImageCauses
{
    // The first line that fits decides: "may require login" comes before "does not exist", which the same sentence says.
    private static readonly (string Words, ErrorCode Code)[] Wordings =
    [
        ("pull access denied", ImageCodes.Unauthorized), ("insufficient_scope", ImageCodes.Unauthorized),
        ("unauthorized", ImageCodes.Unauthorized), ("authentication required", ImageCodes.Unauthorized),
        ("no basic auth credentials", ImageCodes.Unauthorized), ("denied:", ImageCodes.Unauthorized), ("401", ImageCodes.Unauthorized),
        ("manifest unknown", ImageCodes.NotFound), ("name unknown", ImageCodes.NotFound), ("name_unknown", ImageCodes.NotFound),
        ("not found", ImageCodes.NotFound), ("notfound", ImageCodes.NotFound), ("does not exist", ImageCodes.NotFound), ("404", ImageCodes.NotFound),
        ("invalid reference format", ImageCodes.InvalidName), ("couldn't parse image", ImageCodes.InvalidName),
        ("connection refused", ImageCodes.RegistryUnreachable), ("no such host", ImageCodes.RegistryUnreachable),
        ("i/o timeout", ImageCodes.RegistryUnreachable), ("dial tcp", ImageCodes.RegistryUnreachable),
        ("deadline exceeded", ImageCodes.RegistryUnreachable), ("handshake", ImageCodes.RegistryUnreachable),
        ("x509", ImageCodes.RegistryUnreachable), ("toomanyrequests", ImageCodes.RegistryUnreachable),
        ("no space left on device", UserCodes.DiskFull),
    ];

    public static Cause Explain(PodView view, ContainerView container, ContainerStateWaiting waiting)
    {
        var tried = Tried(view, container);
        var said = $"{waiting.Message} {tried}".Trim();
        var code = Classify(view, container, waiting.Reason, said);
        var what = IsPackage(container.Image) ? "Package" : "Image";
        var expired = code == PackageCodes.UrlExpired && Expiry(view, container) is { } time && time <= view.Now
            ? $" Its URL expired on {Moments.Say(time)}." : "";
        return Cause.Of(code, $"{what} {container.Image} of {container.Title} cannot be pulled: {Detail(waiting, tried)}.{expired}");
    }

    private static ErrorCode Classify(PodView view, ContainerView container, string? reason, string said) => reason switch
    {
        "InvalidImageName" => ImageCodes.InvalidName,
        "ErrImageNeverPull" => ImageCodes.NeverPull,
        "RegistryUnavailable" => ImageCodes.RegistryUnreachable,
        _ when IsExpired(view, container, said) => PackageCodes.UrlExpired,
        _ => Worded(said),
    };

    private static ErrorCode Worded(string said)
    {
        foreach (var (words, code) in Wordings)
        {
            if (said.Contains(words, StringComparison.OrdinalIgnoreCase)) return code;
        }
        // A refusal without a better word: the registry knows the caller and does not let it.
        return said.Contains("403", StringComparison.Ordinal) || said.Contains("forbidden", StringComparison.OrdinalIgnoreCase)
            ? ImageCodes.Unauthorized : ImageCodes.PullFailed;
    }

    private static bool IsExpired(PodView view, ContainerView container, string said)
    {
        var refused = said.Contains("403", StringComparison.Ordinal) || said.Contains("forbidden", StringComparison.OrdinalIgnoreCase)
            || said.Contains("AuthenticationFailed", StringComparison.OrdinalIgnoreCase);
        if (said.Contains("expired", StringComparison.OrdinalIgnoreCase) && !said.Contains("x509", StringComparison.OrdinalIgnoreCase)
            && !said.Contains("token", StringComparison.OrdinalIgnoreCase)) return true;
        return IsPackage(container.Image) && (refused || Expiry(view, container) <= view.Now);
    }

    /// <summary>When the URL of a package that was refused expires or expired; null where it does not tell, or the refusal is another.</summary>
    public static DateTimeOffset? ExpiryOfRefused(PodView view, ContainerView container, string said) =>
        said.Contains("403", StringComparison.Ordinal) && IsPackage(container.Image) ? Expiry(view, container) : null;

    private static bool IsPackage(string image) =>
        image.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || image.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>When the package's URL ends: as the URL itself says, otherwise from our annotation.</summary>
    private static DateTimeOffset? Expiry(PodView view, ContainerView container) =>
        PackageUrls.ExpiresOn(container.Image) ?? view.Time(ModuleLabels.UrlExpires);

    // In back-off the container says only that; why the pull failed is in the event of the try before.
    private static string? Tried(PodView view, ContainerView container) =>
        EventLog.Newest(view, container, "pull image", "Failed")?.Message
        ?? EventLog.Newest(view, container, null, "InspectFailed", "ErrImageNeverPull")?.Message;

    private static string Detail(ContainerStateWaiting waiting, string? tried)
    {
        var detail = waiting.Reason == "ImagePullBackOff" ? tried ?? waiting.Message : waiting.Message ?? tried;
        return string.IsNullOrWhiteSpace(detail) ? waiting.Reason ?? "no reason given" : Pulling().Replace(detail, "").TrimEnd('.', ' ');
    }

    // An event says this before what a container's own state says from the start.
    [GeneratedRegex("^Failed to pull image \"[^\"]*\": ", RegexOptions.NonBacktracking)]
    private static partial Regex Pulling();
}
