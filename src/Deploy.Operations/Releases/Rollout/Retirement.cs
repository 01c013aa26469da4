namespace Deploy.Operations.Releases.Rollout;

/// <summary>How old replicas leave.</summary>
internal enum Retirement
{
    /// <summary>The kind's controller removes them.</summary>
    ByController,

    /// <summary>We remove them once their successors answer.</summary>
    AfterSuccessor,

    /// <summary>We remove them first, since their successors need their place.</summary>
    BeforeSuccessor,
}
