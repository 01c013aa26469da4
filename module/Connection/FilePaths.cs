using System.Management.Automation;
using Deploy.Operations.Errors;

namespace Deploy.Module.Connection;

/// <summary>Turns paths that users type into paths of files, as PowerShell understands them. Must run on the pipeline thread.</summary>
internal static class FilePaths
{
    /// <summary>
    /// The full path: relative to where the user is, with <c>~</c>, with drives of the session (<c>Temp:/app.yaml</c>) and providers
    /// (<c>FileSystem::/app.yaml</c>). Signs of patterns mean themselves, and the file need not exist.
    /// </summary>
    /// <exception cref="DeployException">There is no such drive, or it holds no files.</exception>
    public static string Resolve(PathIntrinsics session, string path)
    {
        ProviderInfo provider;
        string resolved;
        try
        {
            resolved = session.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (Exception e) when (e is SessionStateException or ProviderInvocationException or PSInvalidOperationException or NotSupportedException)
        {
            throw new DeployException(DeployCodes.InvalidParameter, $"'{path}' is no path in this session: {e.Message}", path, "Give a path of a file; Get-PSDrive lists the drives of the session.", e);
        }
        return provider.Name == "FileSystem"
            ? Path.GetFullPath(resolved)
            : throw new DeployException(DeployCodes.InvalidParameter, $"'{path}' is a path of the provider {provider.Name}, which holds no files.", path, "Give a path of a file, such as ./app.yaml or Temp:/app.yaml.");
    }
}
