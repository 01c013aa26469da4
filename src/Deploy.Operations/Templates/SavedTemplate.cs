using Deploy.Operations.Modules;

namespace Deploy.Operations.Templates;

/// <summary>A module's deployment settings, saved to publish others from.</summary>
public sealed record SavedTemplate
{
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required ModuleKind Kind { get; init; }

    /// <summary>The module that it was saved from.</summary>
    public required string SavedFrom { get; init; }

    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>Variables that were left out since they look like secrets; give them when you publish.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>The settings as a manifest (JSON), without name, version, image and state.</summary>
    public required string Settings { get; init; }
}
