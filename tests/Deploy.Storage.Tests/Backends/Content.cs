using System.Security.Cryptography;
using Deploy.Storage.Packages;

namespace Deploy.Storage.Tests.Backends;

/// <summary>Contents and what is announced of them.</summary>
public static class Content
{
    public static byte[] Random(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static PackageUpload Upload(byte[] content, string module = "orders", string version = "1.0.0", string file = "orders.jar") => new()
    {
        Address = new(module, version, file),
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        Size = content.Length,
        By = "Jürgen @ \"desk\"",
        Environment = "prod/shop",
        BlockSize = 64 << 10,
    };
}
