using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>One place in a pod template that names a package of our store by its signed URL.</summary>
/// <param name="List"><c>containers</c> or <c>initContainers</c>.</param>
/// <param name="Index">Place in that list.</param>
/// <param name="Image">The URL, signature included.</param>
/// <param name="Package">What it points to.</param>
/// <param name="ExpiresOn">When it stops working.</param>
internal sealed record PackageImage(string List, int Index, string Image, PackageAddress Package, DateTimeOffset ExpiresOn)
{
    private static readonly string[] Lists = ["containers", "initContainers"];

    /// <summary>All such places of a pod template (or of a whole pod).</summary>
    public static IEnumerable<PackageImage> In(JsonNode? template, Func<Uri, PackageAddress?> recognise)
    {
        foreach (var list in Lists)
        {
            var index = -1;
            foreach (var container in template.ObjectsAt("spec", list))
            {
                index++;
                if (container.TextAt("image") is { } image && Read(list, index, image, recognise) is { } found)
                    yield return found;
            }
        }
    }

    /// <summary>JSON pointer of the image below the template.</summary>
    public string Pointer(string template) => $"{template}/spec/{List}/{Index}/image";

    /// <summary>Puts another image into its place in a copy of the template.</summary>
    public void Set(JsonObject template, string image) => template["spec"]![List]![Index]!["image"] = image;

    public override string ToString() => $"{List}[{Index}] {Package} until {ExpiresOn:u}";

    private static PackageImage? Read(string list, int index, string image, Func<Uri, PackageAddress?> recognise) =>
        Uri.TryCreate(image, UriKind.Absolute, out var url) && recognise(url) is { } package && UrlLifetime.Read(url) is { } expires
            ? new(list, index, image, package, expires)
            : null;
}
