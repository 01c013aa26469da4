using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>The short hash that names a template's objects: FNV-1a of 32 bits, written with the letters that Kubernetes uses in generated names.</summary>
internal static class TemplateHash
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <param name="canonicalTemplate">The template in canonical form.</param>
    /// <param name="collisionCount">How often the name was already taken by another template; null when never.</param>
    public static string Of(string canonicalTemplate, int? collisionCount)
    {
        var hash = Fnv(2166136261, Encoding.UTF8.GetBytes(canonicalTemplate));
        if (collisionCount is { } count)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
            hash = Fnv(hash, bytes);
        }

        var digits = hash.ToString(CultureInfo.InvariantCulture);
        return string.Create(digits.Length, digits, static (letters, source) =>
        {
            for (var i = 0; i < letters.Length; i++)
                letters[i] = Alphabet[source[i] % Alphabet.Length];
        });
    }

    private static uint Fnv(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            hash = (hash ^ value) * 16777619;
        return hash;
    }
}
