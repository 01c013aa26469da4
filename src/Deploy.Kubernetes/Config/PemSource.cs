using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Deploy.Kubernetes;

/// <summary>PEM text from a kubeconfig: inline in base64, or in a file.</summary>
/// <param name="Text">The PEM text.</param>
/// <param name="Origin">Where it came from, for people.</param>
internal sealed record PemSource(string Text, string Origin)
{
    /// <summary>Reads <c>name-data</c>, which wins, or the file that <c>name</c> points to; null where neither is set.</summary>
    internal static PemSource? Read(YamlFields fields, string name)
    {
        if (fields.Text($"{name}-data") is { Length: > 0 } data)
            return new PemSource(Decode(fields, $"{name}-data", data), $"{fields.Path}.{name}-data in {fields.File}");
        return fields.FilePath(name) is { } path ? new PemSource(ReadFile(path), path) : null;
    }

    /// <exception cref="KubeConfigException">There is no certificate in the text.</exception>
    internal X509Certificate2Collection Certificates()
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Text);
        }
        catch (CryptographicException failure)
        {
            throw KubeConfigFailure.Invalid($"{Origin} holds a certificate that cannot be read.", failure);
        }
        return certificates.Count > 0 ? certificates : throw KubeConfigFailure.Invalid($"{Origin} holds no certificate in PEM form.");
    }

    public override string ToString() => Origin;

    private static string Decode(YamlFields fields, string name, string data)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }
        catch (FormatException)
        {
            throw fields.Invalid(name, "is not base64");
        }
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw KubeConfigFailure.Unreadable(path, failure);
        }
    }
}
