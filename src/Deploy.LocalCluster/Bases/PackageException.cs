namespace Deploy.LocalCluster.Bases;

/// <summary>A package that a simulated base cannot use; the message is what arklet would say.</summary>
internal sealed class PackageException(string message, Exception? inner = null) : Exception(message, inner);
