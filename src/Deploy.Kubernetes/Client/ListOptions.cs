namespace Deploy.Kubernetes;

/// <summary>What to list, and how.</summary>
public sealed record ListOptions
{
    /// <summary>Such as <c>app=web,tier!=cache</c>; null selects all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Such as <c>spec.nodeName=n1</c>; null selects all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects per request, 1 or more; null: 500, or all in one answer with <see cref="FromCache"/>.</summary>
    public int? PageSize { get; init; }

    /// <summary>Takes the server's cache (resourceVersion=0): cheaper, and possibly a moment old.</summary>
    public bool FromCache { get; init; }
}
