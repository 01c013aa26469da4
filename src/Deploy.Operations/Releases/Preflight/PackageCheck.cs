using System.Text.Json.Nodes;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>Whether a package URL can be what a base installs, now and for some time. Pure.</summary>
internal static class PackageCheck
{
    private static readonly TimeSpan s_short = TimeSpan.FromDays(7);

    internal static PreflightCheck? Ending(string image) => !ModuleImage.IsPackageUrl(image) ? null
        : ModuleImage.EndsAsBasesNeed(image) ? new PreflightCheck("package", true, "the URL ends as bases need it")
        : new PreflightCheck("package", false, "the package URL ends neither with .jar nor with .zip, so no base installs it.", ReleaseCodes.PreflightFailed.Code);

    // The URL itself says it best; the annotation is for those whose signature does not tell.
    internal static PreflightCheck? Life(string image, JsonObject template, DateTimeOffset now) =>
        (PackageUrls.ExpiresOn(image) ?? template.TimeAt("metadata", "annotations", ModuleLabels.UrlExpires)) is not { } expires ? null
        : expires <= now ? new PreflightCheck("URL life", false, $"the package URL expired {expires:u}.", PackageCodes.UrlExpired.Code)
        : new PreflightCheck("URL life", true, expires - now < s_short ? $"the package URL expires soon, {expires:u}; Update-ModulePackageUrl renews it" : $"valid until {expires:u}");
}
