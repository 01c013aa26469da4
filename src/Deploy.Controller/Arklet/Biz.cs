namespace Deploy.Controller.Arklet;

/// <summary>A module as arklet's commands name it.</summary>
/// <param name="Name">Module name, the container's name in a pod.</param>
/// <param name="Version">Module version, the container's <c>BIZ_VERSION</c>.</param>
/// <param name="Url">Where the base fetches the package; not needed to uninstall.</param>
public sealed record Biz(string Name, string Version, string? Url = null)
{
    /// <summary>What a base tells modules apart by: <c>name:version</c>.</summary>
    public string Identity => $"{Name}:{Version}";

    /// <inheritdoc/>
    public override string ToString() => Identity;
}
