using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Where a list goes on: the version that its first page was read at, and the last name that was given.</summary>
internal sealed record ContinueToken(long ResourceVersion, ObjectName After)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{ResourceVersion}\n{After.Namespace}\n{After.Name}")));

    /// <exception cref="ApiException">400: not a token of ours.</exception>
    public static ContinueToken Parse(string text)
    {
        try
        {
            if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n') is [var version, var ns, var name]
                && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return new(number, new(ns, name));
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest($"continue key is not valid: {e.Message}");
        }

        throw ApiException.BadRequest("continue key is not valid");
    }
}
