using System.Security.Cryptography;
using System.Text;

namespace Deploy.LocalCluster.Blobs.Access;

/// <summary>The account's key and the one that it delegates to identities.</summary>
internal sealed record AccountKeys(string Account, byte[] AccountKey, byte[] DelegationKey)
{
    public string Sign(string text) => Sign(AccountKey, text);

    public string SignDelegated(string text) => Sign(DelegationKey, text);

    public static bool Same(string given, string computed) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(computed));

    public override string ToString() => Account;

    private static string Sign(byte[] key, string text) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
