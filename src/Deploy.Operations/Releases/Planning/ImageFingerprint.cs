using System.Security.Cryptography;
using System.Text;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Tells images apart without keeping them: a package URL may be signed, and its signature may be renewed.</summary>
internal static class ImageFingerprint
{
    internal static string Of(string image)
    {
        var plain = ModuleImage.IsPackageUrl(image) ? new Uri(image).GetLeftPart(UriPartial.Path) : image;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)))[..16];
    }
}
