using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>
/// Which URLs of a workload's history are renewed, and until when each new one lives. Pure. Two templates that differ in
/// nothing but the signature of the same package must not become equal, so every new URL of a package gets a second of its own.
/// </summary>
internal static class UrlPlan
{
    /// <param name="history">The images of every template, the templates in a fixed order.</param>
    /// <param name="dueBefore">URLs that expire before this are renewed.</param>
    /// <param name="expiry">When new URLs expire, whole seconds; each further one a second earlier.</param>
    /// <returns>The new expiry of each image that is renewed, by template and place.</returns>
    public static IReadOnlyDictionary<(int Template, PackageImage Image), DateTimeOffset> Work(
        IReadOnlyList<IReadOnlyList<PackageImage>> history, DateTimeOffset dueBefore, DateTimeOffset expiry)
    {
        var taken = new HashSet<(PackageAddress, DateTimeOffset)>();
        foreach (var image in history.SelectMany(images => images).Where(image => image.ExpiresOn >= dueBefore))
            taken.Add((image.Package, image.ExpiresOn));
        var renewed = new Dictionary<(int, PackageImage), DateTimeOffset>();
        for (var template = 0; template < history.Count; template++)
        {
            foreach (var image in history[template].Where(image => image.ExpiresOn < dueBefore))
            {
                var own = expiry;
                while (!taken.Add((image.Package, own)))
                    own = own.AddSeconds(-1);
                renewed[(template, image)] = own;
            }
        }
        return renewed;
    }
}
