namespace Deploy.Operations.Health;

/// <summary>A plugin of a base.</summary>
/// <param name="Name">Plugin name.</param>
/// <param name="Version">Plugin version; empty where the base does not say.</param>
/// <param name="Group">Maven group; empty where the base does not say.</param>
/// <param name="Artifact">Maven artifact; empty where the base does not say.</param>
public sealed record BasePlugin(string Name, string Version, string Group, string Artifact)
{
    public override string ToString() => $"{Name}:{Version}";
}
