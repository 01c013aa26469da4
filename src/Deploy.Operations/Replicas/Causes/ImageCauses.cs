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
        ("no basic auth credentials", ImageCodes.Unauthorized), ("denied:", ImageCodes.Unauthorized),
        ("manifest unknown", ImageCodes.NotFound), ("name unknown", ImageCodes.NotFound), ("name_unknown", ImageCodes.NotFound),
        ("not found", ImageCodes.NotFound), ("notfound", ImageCodes.NotFound), ("does not exist", ImageCodes.NotFound),
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
        var said = Unnamed($"{waiting.Message} {tried}".Trim(), container.Image);
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
        if (Status(said, 401) || IsRefused(said)) return ImageCodes.Unauthorized;
        return Status(said, 404) ? ImageCodes.NotFound : ImageCodes.PullFailed;
    }

    private static bool IsRefused(string said) => Status(said, 403) || said.Contains("forbidden", StringComparison.OrdinalIgnoreCase);

    private static bool Status(string said, int code)
    {
        foreach (var found in StatusCode().EnumerateMatches(said))
        {
            if (said.AsSpan(found.Index, found.Length).Trim(" :=").StartsWith(code.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)) return true;
        }
        return false;
    }

    // What is called how says nothing of what happened: neither a registry's address nor a tag is a word of its answer.
    private static string Unnamed(string said, string image)
    {
        var text = Address().Replace(said, " ");
        var name = image[(image.LastIndexOf('/') + 1)..];
        return name.Length == 0 || IsPackage(image) ? text : Regex.Replace(text, $@"[^\s""]*{Regex.Escape(name)}(@sha256:[0-9a-f]*)?", " ", RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    private static bool IsExpired(PodView view, ContainerView container, string said)
    {
        var refused = IsRefused(said) || said.Contains("AuthenticationFailed", StringComparison.OrdinalIgnoreCase);
        if (said.Contains("expired", StringComparison.OrdinalIgnoreCase) && !said.Contains("x509", StringComparison.OrdinalIgnoreCase)
            && !said.Contains("token", StringComparison.OrdinalIgnoreCase)) return true;
        return IsPackage(container.Image) && (refused || Expiry(view, container) <= view.Now);
    }

    /// <summary>When the URL of a package that was refused expires or expired; null where it does not tell, or the refusal is another.</summary>
    public static DateTimeOffset? ExpiryOfRefused(PodView view, ContainerView container, string said) =>
        Status(Address().Replace(said, " "), 403) && IsPackage(container.Image) ? Expiry(view, container) : null;

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
        return string.IsNullOrWhiteSpace(detail) ? waiting.Reason ?? "no reason given" : RuntimeWords.Core(Pulling().Replace(detail, "") is { Length: > 0 } rest ? rest : detail).TrimEnd('.', ' ');
    }

    // An event says this before what a container's own state says from the start; so does the state itself, since Kubernetes 1.32, while the node waits.
    [GeneratedRegex("^(Failed to pull image \"[^\"]*\": |Back-off pulling image \"[^\"]*\": (ErrImagePull: )?)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pulling();

    [GeneratedRegex(@"https?://[^\s""]*", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    // A number of its own: not of an address, a version or a size.
    [GeneratedRegex(@"(^|[\s:=(])[1-5][0-9][0-9]($|[\s,.;:)])", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex StatusCode();
}
