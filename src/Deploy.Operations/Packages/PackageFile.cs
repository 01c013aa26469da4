using Deploy.Operations.Errors;

namespace Deploy.Operations.Packages;

/// <summary>Opens package files of the disk.</summary>
internal static class PackageFile
{
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 << 10, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeployException(PackageCodes.Unreadable, $"The package file '{path}' cannot be read.", path, inner: e);
        }
    }
}
