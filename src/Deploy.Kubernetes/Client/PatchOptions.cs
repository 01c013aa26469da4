namespace Deploy.Kubernetes;

/// <summary>How to patch.</summary>
public sealed record PatchOptions
{
    /// <summary>Such as <c>status</c> or <c>scale</c>; null patches the object itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>Checks everything and changes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who owns the fields; null: the client's name.</summary>
    public string? FieldManager { get; init; }
}
