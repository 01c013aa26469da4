using Deploy.Controller.Installation;

namespace Deploy.Module.Commands;

/// <summary>One object of a module controller's installation.</summary>
public sealed record InstalledObject
{
    public required string Kind { get; init; }

    /// <summary>Empty for an object of the whole cluster.</summary>
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public override string ToString() => $"{Kind} {(Namespace.Length == 0 ? "" : Namespace + "/")}{Name}";

    internal static InstalledObject Of(ControllerObject item) => new() { Kind = item.Type.Kind, Namespace = item.Namespace ?? "", Name = item.Name };
}
