namespace Deploy.Kubernetes;

/// <summary>How to create or replace.</summary>
public sealed record CreateOptions
{
    /// <summary>Checks everything and changes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who owns the fields; null: the client's name.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Such as <c>binding</c> or <c>token</c>; the name of the parent is then taken from <see cref="SubresourceOf"/>.</summary>
    public string? Subresource { get; init; }

    /// <summary>The object whose subresource is created.</summary>
    public string? SubresourceOf { get; init; }
}
