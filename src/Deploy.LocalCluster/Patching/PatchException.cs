namespace Deploy.LocalCluster.Patching;

/// <summary>A patch that cannot be read, or cannot be applied to this object.</summary>
internal sealed class PatchException(string message) : Exception(message);
